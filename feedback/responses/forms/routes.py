"""Where a reader of paper, or of a page without script, has to leap: worked out from the routing of the edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.questionnaire.rules import Item


@dataclass(frozen=True, slots=True)
class Leap:
    """After some question: whoever gave one of these answers at the gate goes on at the target ("": the part ends)."""

    gate: str
    codes: frozenset[str]
    target: str


def leaps_after(items: Sequence[Item], position: int) -> list[Leap]:
    """The leaps to be told after the item at this position of its part, in the order of the gates and their answers.

    A leap is told where it begins: after the last item that such an answer still asks, if the next one is left out.
    """
    here = items[position]
    if position + 1 == len(items):
        return []
    found: dict[tuple[str, str], set[str]] = {}
    for gate in items[: position + 1]:
        if gate.code != here.code and gate.code not in items[position + 1].skip_when:
            continue
        for code in gate.codes:
            reached_here = gate.code == here.code or code not in here.skip_when.get(gate.code, ())
            if reached_here and code in items[position + 1].skip_when.get(gate.code, ()):
                found.setdefault((gate.code, _target(items[position + 1 :], gate.code, code)), set()).add(code)
    return [Leap(gate, frozenset(codes), target) for (gate, target), codes in found.items()]


def _target(rest: Sequence[Item], gate: str, code: str) -> str:
    """The first of these items that is asked of someone who gave this answer, or ""."""
    return next((item.code for item in rest if code not in item.skip_when.get(gate, ())), "")
