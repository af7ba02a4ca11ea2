"""Sheets for people who train, collect and coordinate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PartKind = Literal["points", "steps", "boxes", "hours", "blanks"]


@dataclass(frozen=True)
class SheetPart:
    """One part of a sheet; each line has a text, and in a timetable also `at`."""

    heading: str
    kind: PartKind
    lines: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet with its sources; `one_side` when it has to fit one side of A4."""

    code: str
    title: str
    lead: str
    one_side: bool
    parts: tuple[SheetPart, ...]
    sources: tuple[str, ...]
