"""What a release tells about its answers beside its numbers: when they came, and how many stopped early."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.publication.rules.cells import Shown, parse_shown


@dataclass(frozen=True)
class Facts:
    """The first and the last month of answers, and two numbers of people as they are shown; None where not told."""

    first: date | None = None
    last: date | None = None
    partial: Shown | None = None
    """People who stopped before the end; what they answered counts."""
    set_aside: Shown | None = None
    """Answers kept aside, which no number counts."""

    @property
    def period(self) -> str:
        """The months as a file writes them: `2026-10/2026-11`, one month alone, or nothing."""
        months = [f"{month:%Y-%m}" for month in (self.first, self.last) if month]
        return "/".join(dict.fromkeys(months))


def read_facts(texts: Mapping[str, Any]) -> Facts:
    """The facts among the texts of a release; all of them may be missing."""
    found = texts.get("facts") or {}
    first, last = _month(found.get("first")), _month(found.get("last"))
    return Facts(first, last, parse_shown(found.get("partial") or ""), parse_shown(found.get("set_aside") or ""))


@dataclass(frozen=True)
class Drawn:
    """How the people of a closed round were drawn, as its office says it, and how many of the units answered."""

    statements: tuple[str, ...] = ()
    units: Shown | None = None
    response_rate: int | None = None
    """Whole percent (AAPOR Response Rate 2)."""


def read_drawn(texts: Mapping[str, Any]) -> Drawn:
    """The sample among the texts of a release; nothing where there was none, or the round still runs."""
    found = texts.get("sample") or {}
    statements = tuple(found.get("statements", ()))
    return (
        Drawn(statements, parse_shown(found.get("units") or ""), found.get("response_rate")) if statements else Drawn()
    )


def languages_in(texts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The languages among the texts of a release, each with the state of its translation."""
    return list(texts.get("languages", ()))


def _month(text: str | None) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None
