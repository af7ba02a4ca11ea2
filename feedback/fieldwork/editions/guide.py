"""The sheets that come with the package."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from feedback.fieldwork.rules.guide import Sheet, SheetPart


@cache
def guide() -> tuple[Sheet, ...]:
    """All sheets in the order in which they are offered, their texts in English."""
    document = tomllib.loads(Path(__file__).with_name("guide.toml").read_text(encoding="utf-8"))
    return tuple(_sheet(**sheet) for sheet in document["sheet"])


def _sheet(*, part: list[dict[str, Any]], sources: list[str], **rest: Any) -> Sheet:
    return Sheet(parts=tuple(SheetPart(**table) for table in part), sources=tuple(sources), **rest)
