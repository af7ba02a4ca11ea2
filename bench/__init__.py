"""Measurements of what Feedback promises about speed and weight; their figures stand in docs/performance.md."""
