"""Our own scripts as phones get them: without comments, needless spaces and long names, which a phone would pay for.

It reads no more of the language than our scripts use: every statement ends with a semicolon, and a regular expression
stands only after `(`, `,`, `=` or `!`. The tests with a browser run what this leaves.
"""

import re

from feedback.web.names import Token, shortened

_TOKEN = re.compile(
    r"""(?P<text>"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`"""
    r"""|(?:(?<=[(,=!])|(?<=[(,=!] ))/(?![*/])(?:\\.|\[[^\]]*\]|[^/\\\n])+/[a-z]*)"""
    r"""|(?P<comment>/\*.*?\*/|//[^\n]*)"""
    r"""|(?P<space>\s+)"""
    r"""|(?P<word>[\w$]+)"""
    r"""|(?P<sign>.)""",
    re.DOTALL,
)


def lean(source: str) -> str:
    """The same script in fewer bytes."""
    return _joined(shortened(_tokens(source)))


def _tokens(source: str) -> list[Token]:
    """What the script says, as (kind, text): a text, a word or a sign, and a space where one stood."""
    found: list[Token] = []
    for token in _TOKEN.finditer(source):
        kind = str(token.lastgroup)
        if kind not in {"comment", "space"}:
            found.append((kind, token.group()))
        elif found and found[-1][0] != "space":
            found.append(("space", " "))
    return found


def _joined(tokens: list[Token]) -> str:
    """A space is left only between two words, or between two signs that would become one."""
    made: list[str] = []
    before, gap = "", False
    for kind, text in tokens:
        if kind == "space":
            gap = True
            continue
        if gap and made and (kind == "word" == before or made[-1][-1] + text[0] in {"++", "--", "//", "/*"}):
            made.append(" ")
        made.append(text)
        before, gap = kind, False
    return "".join(made)
