"""The demonstration: an invented country whose people, rounds and releases go through the same doors as real ones."""
