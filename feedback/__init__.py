"""Feedback measures SDG indicator 16.6.2 with citizens and gives the results back to them.

The house has seven rooms in the order data flows: `questionnaire` (what we ask), `responses` (what citizens said),
`fieldwork` (who collects where), `results` (what it means), `publication` (what we show), `engagement` (what happens
next) and `accounts` (who may do what, and who did). Every room has the same floors: `rules` (what is true), `tables`,
`formats` and `editions` (data), `records` (what is remembered), `forms`, `pages` (what is shown) and `jobs` (long work
in a process of its own). You may walk down the floors and back along the row, never up or forward.
"""


def N_(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text
