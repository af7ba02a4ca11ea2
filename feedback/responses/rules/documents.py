"""From bytes to a document: strict JSON, bounded and normalised, so that nothing later can trip over it."""

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NoReturn

from feedback import N_

LARGEST = 64 * 1024
"""Bytes that one document may have."""
DEEPEST = 8
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be read: where in the document, and the reason as a sentence."""

    where: str
    reason: str


NOT_JSON = N_("This is not JSON text in UTF-8.")
TOO_LARGE = N_("This is larger than one response can be.")
TOO_DEEP = N_("This is nested more deeply than a response can be.")
NOT_FINITE = N_("This holds a number that is not finite.")
TWICE = N_("This holds the same name twice.")
NOT_AN_OBJECT = N_("This is not an object with named fields.")


class _Refused(ValueError):
    """Raised inside the JSON reader, which knows no other way to stop."""


def parse(raw: bytes) -> dict[str, Any] | Problem:
    """The document in these bytes, NUL removed, lone surrogates replaced, text in normal form C; or the problem.

    At most 64 KB and eight levels deep; NaN, infinite numbers and names that come twice are refused. Never raises.
    """
    if len(raw) > LARGEST:
        return Problem("", TOO_LARGE)
    try:
        document = _decoder.decode(raw.decode())
        # Plain ASCII without escapes and with few brackets can hold nothing that needs a closer look.
        if not raw.isascii() or b"\\" in raw or raw.count(b"{") + raw.count(b"[") > DEEPEST:
            document = _clean(document, DEEPEST)
    except _Refused as refused:
        return Problem("", str(refused))
    except (ValueError, RecursionError):
        return Problem("", NOT_JSON)
    return document if isinstance(document, dict) else Problem("", NOT_AN_OBJECT)


def clean_text(text: str) -> str:
    """Text that every database and every reader can hold: no NUL, no lone surrogate, normal form C."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text.replace("\0", "")))


def _clean(value: Any, levels: int) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (dict, list)) and levels == 0:
        raise _Refused(TOO_DEEP)
    if isinstance(value, list):
        return [_clean(part, levels - 1) for part in value]
    if isinstance(value, dict):
        return _object([(clean_text(name), _clean(part, levels - 1)) for name, part in value.items()])
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused(TWICE)
    return made


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _Refused(NOT_FINITE)
    return number


def _no_constant(_name: str) -> NoReturn:
    raise _Refused(NOT_FINITE)


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_constant)
