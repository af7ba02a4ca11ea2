"""What is remembered about editions, rounds and places."""

from feedback.questionnaire.records.editions import (
    draft_edition,
    freeze_edition,
    frozen_edition,
    keep_edition,
    with_texts,
)
from feedback.questionnaire.records.keys import add_key, give_up_key, prove_key, round_keys, sealing_key
from feedback.questionnaire.records.places import children, import_places, place_map, registers
from feedback.questionnaire.records.rounds import (
    close_round,
    create_round,
    discard_draft,
    find_round,
    open_round,
    reword_round,
    round_edition,
    rounds,
)
from feedback.questionnaire.records.rows import (
    EditionRow,
    PlaceRow,
    RegisterRow,
    RoundKeyRow,
    RoundRow,
    RoundWordingRow,
)

__all__ = [
    "EditionRow",
    "PlaceRow",
    "RegisterRow",
    "RoundKeyRow",
    "RoundRow",
    "RoundWordingRow",
    "add_key",
    "children",
    "close_round",
    "create_round",
    "discard_draft",
    "draft_edition",
    "find_round",
    "freeze_edition",
    "frozen_edition",
    "give_up_key",
    "import_places",
    "keep_edition",
    "open_round",
    "place_map",
    "prove_key",
    "registers",
    "reword_round",
    "round_edition",
    "round_keys",
    "rounds",
    "sealing_key",
    "with_texts",
]
