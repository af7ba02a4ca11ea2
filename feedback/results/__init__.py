"""What the answers mean: tallies, shares, and the protection of small groups."""
