"""Which questions a person is asked, given the answers so far.

The printed instrument leaves some routes open; the edition closes them and names each of them among its changes.
"""

from collections.abc import Mapping

from feedback.questionnaire.rules.edition import Edition, Item


def asked(edition: Edition, answers: Mapping[str, str]) -> tuple[str, ...]:
    """The items on the route of these answers, in item order; a gate that was left open never excludes."""
    counted: dict[str, str] = {}
    route = []
    for code, item in edition.items.items():
        if not left_out(item, counted):
            route.append(code)
            if code in answers:
                counted[code] = answers[code]
    return tuple(route)


def prune(edition: Edition, answers: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Part the answers into those on the route and those that would never have been asked, in item order.

    An answer that is dropped no longer counts as a gate. Answers to items the edition does not have are dropped.
    """
    kept: dict[str, str] = {}
    dropped: dict[str, str] = {}
    for code, item in edition.items.items():
        if code in answers:
            (dropped if left_out(item, kept) else kept)[code] = answers[code]
    dropped.update({code: answer for code, answer in answers.items() if code not in edition.items})
    return kept, dropped


def left_out(item: Item, counted: Mapping[str, str]) -> bool:
    """Whether the answers that count so far leave this item out; in item order, gates come before what they gate."""
    for gate, codes in item.skip_when.items():  # noqa: SIM110 (a third of the time: it runs for every answer)
        if counted.get(gate) in codes:
            return True
    return False
