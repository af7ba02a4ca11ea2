"""What is remembered about editions, rounds and places."""

from feedback.questionnaire.records.editions import (
    draft_edition,
    freeze_edition,
    frozen_edition,
    keep_edition,
    with_texts,
)
from feedback.questionnaire.records.places import children, import_places, place_map, registers
from feedback.questionnaire.records.rounds import (
    close_round,
    create_round,
    discard_draft,
    find_round,
    open_round,
    round_edition,
    rounds,
)
from feedback.questionnaire.records.rows import EditionRow, PlaceRow, RegisterRow, RoundRow, RoundWordingRow

__all__ = [
    "EditionRow",
    "PlaceRow",
    "RegisterRow",
    "RoundRow",
    "RoundWordingRow",
    "children",
    "close_round",
    "create_round",
    "discard_draft",
    "draft_edition",
    "find_round",
    "freeze_edition",
    "frozen_edition",
    "import_places",
    "keep_edition",
    "open_round",
    "place_map",
    "registers",
    "round_edition",
    "rounds",
    "with_texts",
]
