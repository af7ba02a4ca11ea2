"""Choosing one adult of a household by Kish's tables: nobody at the door decides who is asked.

Source: Kish, L. (1949), A Procedure for Objective Respondent Selection within the Household, Journal of the American
Statistical Association 44(247), 380-387, table 1: eight tables, A, C, D and F on a sixth of the addresses each, B1, B2,
E1 and E2 on a twelfth each. With one to four and with six adults everyone has the same chance; with five, numbers 3 and
5 have a quarter and the others a sixth; a seventh adult has none.
"""

import hashlib

KISH = {
    "A": (1, 1, 1, 1, 1, 1),
    "B1": (1, 1, 1, 1, 2, 2),
    "B2": (1, 1, 1, 2, 2, 2),
    "C": (1, 1, 2, 2, 3, 3),
    "D": (1, 2, 2, 3, 4, 4),
    "E1": (1, 2, 3, 3, 3, 5),
    "E2": (1, 2, 3, 4, 5, 5),
    "F": (1, 2, 3, 4, 5, 6),
}
"""Table -> number of the adult to interview, for one, two, ... six or more adults: men first, each oldest first."""
TABLES = ("A", "A", "B1", "B2", "C", "C", "D", "D", "E1", "E2", "F", "F")
"""The twelve indices of a kit and the table each stands for, so that the shares are a sixth and a twelfth."""


def kish_table(round: str, unit: str) -> int:
    """The index (0 to 11) of the table of a unit: a function of the codes of round and unit that nobody can redraw."""
    return int.from_bytes(hashlib.sha256(f"kish {round} {unit}".encode()).digest()) % len(TABLES)


def kish_rank(table: int, adults: int) -> int:
    """The number of the adult to interview: 1 is the oldest man, after the men comes the oldest woman."""
    return KISH[TABLES[table]][min(adults, 6) - 1]
