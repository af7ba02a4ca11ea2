"""A person who works here, and which logins, names and roles a person can have."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from feedback import N_
from feedback.accounts.rules.permissions import ROLES

LOGIN = re.compile(r"[^\W_](?:[\w.@-]{0,62}[^\W_])")
LONGEST_NAME = 120


@dataclass(frozen=True)
class Person:
    """Someone with an account; `seen` is when the current session was last used, None outside a session."""

    id: int
    login: str
    name: str
    roles: tuple[str, ...]
    state: str = "active"
    demonstration: bool = False
    seen: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """Why something was not done: a short reason for programs and a sentence for people, with its values."""

    reason: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def clean_login(text: str) -> str:
    """A login as it is stored and looked up: upper and lower case, and the ways to type an accent, are the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().casefold())


def login_problem(login: str) -> Problem | None:
    """What is wrong with a cleaned login, or None."""
    if LOGIN.fullmatch(login):
        return None
    return Problem("login", N_("A login is 2 to 64 letters, digits or . - _ @, with a letter or a digit at both ends."))


def name_problem(name: str) -> Problem | None:
    """What is wrong with a person's name, or None."""
    if not name.strip():
        return Problem("name", N_("Please give the person's name: it stands beside what they do."))
    if len(name) > LONGEST_NAME or any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} for letter in name):
        return Problem("name", N_("A name has at most 120 letters and no control characters."))
    return None


def role_problem(roles: Iterable[str]) -> Problem | None:
    """What is wrong with a person's roles, or None."""
    given = list(roles)
    unknown = [role for role in given if role not in ROLES]
    known = ", ".join(ROLES)
    if unknown:
        return Problem(
            "role",
            N_("There is no role %(role)s. The roles are: %(known)s."),
            {"role": ", ".join(unknown), "known": known},
        )
    if not given:
        return Problem("role", N_("Please give at least one role. The roles are: %(known)s."), {"known": known})
    return None
