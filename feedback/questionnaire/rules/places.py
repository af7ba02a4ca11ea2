"""A place: one node of the administrative hierarchy, with its official code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PLACE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


@dataclass(frozen=True)
class Place:
    """One place of a register; `path` holds the codes from the top of the hierarchy down to this place itself."""

    id: int
    code: str
    name: str
    level: int
    """1 at the top of the register, 2 below it, and so on."""
    parent_code: str | None
    path: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """Names in other languages, by language code."""
    level_name: str = ""
    population: int | None = None

    def name_in(self, language: str) -> str:
        """The name in this language, or the register's own name."""
        return self.names.get(language) or self.name
