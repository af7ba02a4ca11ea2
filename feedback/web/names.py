"""Short names for what a script keeps to itself.

A name is changed all over its script at once, and only where every mention is surely a variable: never what is exported
or imported, a property, a key, a part of a pattern in braces, or named in a template text. A script must not use a name
for something of its own and, in another function, for something of the browser.
"""

import re
from collections import Counter
from string import ascii_letters

Token = tuple[str, str]
"""Kind (text, word, sign, space) and text."""

_LANGUAGE = frozenset(
    re.findall(
        r"\w+",
        """as async await break case catch const continue default delete do else export extends false finally for from
        function get if import in instanceof let new null of return set static super switch this throw true try typeof
        undefined var void while with yield""",
    )
)
_DECLARING = frozenset({"const", "let", "function"})


def shortened(tokens: list[Token]) -> list[Token]:
    """The same tokens with one letter for each name that may change, the commonest first."""
    said = [token for token in tokens if token[0] != "space"]
    words = Counter(text for kind, text in said if kind == "word")
    inside, ends = _brackets(said)
    own = (_declared(said) | _parameters(said, ends)) - _fixed(said, inside) - _LANGUAGE
    names = sorted((name for name in own if len(name) > 1), key=lambda name: (-words[name], name))
    free = (letter for letter in ascii_letters if letter not in words)
    short = dict(zip(names, free, strict=False))
    return [(kind, short.get(text, text) if kind == "word" else text) for kind, text in tokens]


def _brackets(said: list[Token]) -> tuple[list[str], dict[int, int]]:
    """The bracket that each token stands in, "" outside of all; and where each bracket ends."""
    inside: list[str] = []
    ends: dict[int, int] = {}
    open: list[int] = []
    for number, (kind, text) in enumerate(said):
        if kind == "sign" and text in ")]}":
            ends[open.pop()] = number
        inside.append(said[open[-1]][1] if open else "")
        if kind == "sign" and text in "([{":
            open.append(number)
    return inside, ends


def _text(said: list[Token], number: int) -> str:
    return said[number][1] if 0 <= number < len(said) else ""


def _declared(said: list[Token]) -> set[str]:
    """Names after const, let and function."""
    return {said[n][1] for n in range(1, len(said)) if _text(said, n - 1) in _DECLARING}


def _parameters(said: list[Token], ends: dict[int, int]) -> set[str]:
    """Names of parameters, those in patterns left out."""
    found = {said[n][1] for n in range(len(said)) if _text(said, n + 1) + _text(said, n + 2) == "=>"}
    for start, end in ends.items():
        arrow = _text(said, end + 1) + _text(said, end + 2) == "=>"
        if _text(said, start) == "(" and (arrow or "function" in {_text(said, start - 1), _text(said, start - 2)}):
            found |= {said[n][1] for n in range(start + 1, end) if _text(said, n - 1) in {"(", ",", "."}}
    return {name for name in found if re.fullmatch(r"[A-Za-z_$][\w$]*", name)}


def _fixed(said: list[Token], inside: list[str]) -> set[str]:
    """Names with a mention that means something outside of this script, or might."""
    found: set[str] = set()
    for number, (kind, text) in enumerate(said):
        before, after = _text(said, number - 1), _text(said, number + 1)
        if kind == "text" and text.startswith("`"):
            found |= set(re.findall(r"[\w$]+", text))
        elif kind == "word" and (
            (before == "." and _text(said, number - 2) != ".")
            or (inside[number] == "{" and before in {"{", ","} and after in {",", "}", ":", "=", "("})
            or "as" in {before, after}
            or (before in _DECLARING and "export" in {_text(said, number - 2), _text(said, number - 3)})
        ):
            found.add(text)
    return found
