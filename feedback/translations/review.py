"""What a group needs on paper to review a language: every text, a test of the four answers, a script to read.

The test is a rule of this house, not of the official method, which only wants four answers that everybody hears in one
order, two good and two bad. Laid at random, four of five rows come out right once in about 70,000 trials.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import permutations

SPEAKERS = 5
LETTERS = "KMRT"
"""Letters on the cards: none comes early in the alphabet or in a scale of marks."""
A_SECOND, A_SECOND_OF_SIGNS = 12, 4
"""Characters read aloud in a second, slowly: letters, and signs of a script that writes whole syllables or words."""
PAUSE = 1
A_LINE = 45
"""Characters of handwriting on one line of the table."""
KILOBYTES_A_SECOND = 2
"""What a second of voice weighs as Opus at 16 kbit/s."""


@dataclass(frozen=True)
class Line:
    """One text under review, with the number that names it everywhere in the pack."""

    number: int
    sort: str
    source: str
    said: str
    """The translation; "" where there is none yet."""
    back: str = ""
    """What somebody wrote who put the translation back into English without having seen the source."""
    note: str = ""
    item: str = ""

    @property
    def room(self) -> int:
        """How many lines by hand a text of this length takes."""
        return 1 + len(self.source) // A_LINE

    @property
    def seconds(self) -> int:
        """How long a voice reads the translation, a short pause included."""
        return PAUSE + math.ceil(sum(_time(sign) for sign in self.said))


@dataclass(frozen=True)
class Chapter:
    """Texts that belong together, in the order in which people meet them."""

    title: str
    lines: tuple[Line, ...]

    @property
    def spoken(self) -> tuple[Line, ...]:
        """What a voice reads: what is translated, without the words of buttons and notices."""
        return tuple(line for line in self.lines if line.said and line.sort != "page")

    @property
    def seconds(self) -> int:
        return sum(line.seconds for line in self.spoken)


@dataclass(frozen=True)
class Ranking:
    """The test of one scale of four answers: cards with letters, and the order in which each speaker gets them."""

    name: str
    cards: tuple[tuple[str, str], ...]
    """Letter and words of each card in the order of the alphabet."""
    key: str
    """The letters in the order that is meant, the best answer first."""
    handed: tuple[str, ...] = field(default=())
    """For each speaker the letters in the order in which the cards are handed over."""


def ranking(name: str, answers: Sequence[str]) -> Ranking:
    """The test of a scale whose four answers are given from the best to the worst; the same each time it is printed."""
    orders = ["".join(order) for order in permutations(LETTERS)]
    shuffled = sorted(orders, key=lambda order: sha256(f"{name} {order}".encode()).digest())
    key = next(order for order in shuffled if list(order) != sorted(order) and list(order) != sorted(order)[::-1])
    handed = [order for order in shuffled if order not in (key, key[::-1])][:SPEAKERS]
    return Ranking(name, tuple(sorted(zip(key, answers, strict=True))), key, tuple(handed))


def passed(key: str, laid: Sequence[str]) -> bool:
    """Whether speakers heard a scale as it is meant: all but one laid the whole row, and nobody put good among bad."""
    whole = sum(row == key for row in laid)
    return whole >= len(laid) - 1 and all(set(row[:2]) == set(key[:2]) for row in laid)


def _time(sign: str) -> float:
    return 1 / (A_SECOND_OF_SIGNS if unicodedata.east_asian_width(sign) == "W" else A_SECOND)
