"""What is true of collection, standard library only: choosing an adult, outcomes, running numbers, lists, practice."""

from feedback.fieldwork.rules.enumerators import ITERATIONS, Enumerator, enumerator_problem, new_pin, pin_hash
from feedback.fieldwork.rules.guide import Sheet, SheetPart
from feedback.fieldwork.rules.kish import KISH, TABLES, kish_rank, kish_table
from feedback.fieldwork.rules.numbers import SILENT_AFTER, is_silent, missing_numbers, numbers_twice
from feedback.fieldwork.rules.outcomes import (
    DEFINITION,
    NOT_VISITED,
    OUTCOMES,
    STATUSES,
    Progress,
    progress,
    together,
    unit_status,
)
from feedback.fieldwork.rules.practice import Case, Ending, Practice, Question
from feedback.fieldwork.rules.sent import Extras, PracticeResult, Visit, read_practice, read_visit, split_extras
from feedback.fieldwork.rules.showcards import Showcard, showcards
from feedback.fieldwork.rules.units import KINDS, PROVENANCES, SELECTIONS, UnitLine, read_units

__all__ = [
    "DEFINITION",
    "ITERATIONS",
    "KINDS",
    "KISH",
    "NOT_VISITED",
    "OUTCOMES",
    "PROVENANCES",
    "SELECTIONS",
    "SILENT_AFTER",
    "STATUSES",
    "TABLES",
    "Case",
    "Ending",
    "Enumerator",
    "Extras",
    "Practice",
    "PracticeResult",
    "Progress",
    "Question",
    "Sheet",
    "SheetPart",
    "Showcard",
    "UnitLine",
    "Visit",
    "enumerator_problem",
    "is_silent",
    "kish_rank",
    "kish_table",
    "missing_numbers",
    "new_pin",
    "numbers_twice",
    "pin_hash",
    "progress",
    "read_practice",
    "read_units",
    "read_visit",
    "showcards",
    "split_extras",
    "together",
    "unit_status",
]
