"""What is remembered of collection: enumerators, units, interviews, visits, practice and the reports of phones."""

from feedback.fieldwork.records.enumerators import (
    add_enumerator,
    list_enumerators,
    pins_of_team,
    remove_enumerator,
)
from feedback.fieldwork.records.interviews import judge_interview, judge_opened
from feedback.fieldwork.records.kit import device_part, kit, kit_digest
from feedback.fieldwork.records.receiving import PATHS, delivery_of
from feedback.fieldwork.records.reports import note_report, note_seen
from feedback.fieldwork.records.rows import (
    DeviceReport,
    EnumeratorRow,
    InterviewRow,
    PracticeRow,
    SampleRow,
    UnitRow,
    VisitRow,
)
from feedback.fieldwork.records.units import Draw, import_units, samples, unit_teams, units_of_team
from feedback.fieldwork.records.visits import held_in_field, judge_practice, judge_visit

__all__ = [
    "PATHS",
    "DeviceReport",
    "Draw",
    "EnumeratorRow",
    "InterviewRow",
    "PracticeRow",
    "SampleRow",
    "UnitRow",
    "VisitRow",
    "add_enumerator",
    "delivery_of",
    "device_part",
    "held_in_field",
    "import_units",
    "judge_interview",
    "judge_opened",
    "judge_practice",
    "judge_visit",
    "kit",
    "kit_digest",
    "list_enumerators",
    "note_report",
    "note_seen",
    "pins_of_team",
    "remove_enumerator",
    "samples",
    "unit_teams",
    "units_of_team",
]
