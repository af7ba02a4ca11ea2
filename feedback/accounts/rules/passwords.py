"""Which passwords will do: long enough, not one that everyone tries first, not made of words about the person.

There are no rules about digits or signs, and no password expires: such rules make people choose worse passwords.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from feedback import N_
from feedback.accounts.rules.people import Problem

SHORTEST = 12
LONGEST = 128

COMMON = """
password passwort passw0rd p@ssword p@ssw0rd motdepasse contrasena senha wachtwoord parola nenosiri qwerty qwertz
azerty qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx 3edc4rfv 5tgb6yhn 1q2w3e4r5t6y q1w2e3r4t5y6 zaq1xsw2cde3 abcdef
abcdefgh abcdefghijkl aaaa abcd abc 123qwe qwe asd zxc letmein welcome welkom bienvenue karibu akwaaba iloveyou
jetaime trustno1 changeme changeit default secret administrator admin root superuser operator manager supervisor
guest user login account test testing temp temporary monkey dragon football baseball basketball sunshine princess
superman batman starwars pokemon master shadow michael jennifer jessica charlie computer internet samsung google
facebook whatsapp android iphone windows microsoft january february march april june july august september october
november december summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday blessed
blessing jesus jesuschrist godisgood allah correcthorsebatterystaple correct horse battery staple whatever nothing
"""
CONTEXT = (
    "feedback survey census statistics statistical office bureau ministry government indicator satisfaction sdg citizen"
)
KNOWN = frozenset(COMMON.split()) | frozenset(CONTEXT.split())
"""What guessers try first, most of it with digits around it, and what the place itself suggests."""

ENOUGH = 5
"""Letters that must remain once guessable words are taken out; digits alone are as good when they fill a password."""
SHORTEST_WORD = 3
"""Letters from which on a part of a login or a name counts as a word."""


def normal_password(password: str) -> str:
    """A password as it is hashed: the same letters typed on two keyboards are the same password."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, about: Iterable[str] = ()) -> Problem | None:
    """What is wrong with a new password, or None; `about` holds what is known of the person (login, name)."""
    normal = normal_password(password)
    if len(normal) < SHORTEST:
        return Problem(
            "short",
            N_("This password is too short: it needs at least %(n)s characters. Four or five unrelated words do well."),
            {"n": SHORTEST},
        )
    if len(normal) > LONGEST:
        return Problem("long", N_("This password is too long: it may have at most %(n)s characters."), {"n": LONGEST})
    if not normal.isprintable():
        return Problem("sign", N_("This password has signs that cannot be typed on every keyboard. Take others."))
    if _one_run(normal.casefold()):
        return Problem(
            "run", N_("This password is one pattern, repeated or in order. Four or five unrelated words do well.")
        )
    if _guessable(normal.casefold(), about):
        return Problem(
            "common",
            N_("This password is easy to guess: it is made of very common words, or of words about you. Take others."),
        )
    return None


def _one_run(text: str) -> bool:
    """Whether a text is a short piece repeated (abcabcabcabc), or letters or digits in order (abcdef..., 890123...)."""
    if any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5)):
        return True
    modulus = 10 if set(text) <= set("0123456789") else sys.maxunicode
    steps = {(ord(after) - ord(before)) % modulus for before, after in pairwise(text)}
    return steps in ({1}, {modulus - 1})


def _guessable(text: str, about: Iterable[str]) -> bool:
    """Whether little remains of a text once very common words and words about the person are taken out of it."""
    personal = {word for given in about for word in re.split(r"[\W_]+", given.casefold()) if len(word) >= SHORTEST_WORD}
    rest = text
    for word in sorted(KNOWN | personal, key=len, reverse=True):
        rest = rest.replace(word, "\0")
    if "\0" not in rest:
        return False
    return len(re.sub(r"[\W\d_]+", "", rest)) < ENOUGH and len(re.sub(r"[\W_]+", "", rest)) < SHORTEST
