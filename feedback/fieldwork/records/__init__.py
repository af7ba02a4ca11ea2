"""What is remembered of collection: enumerators, units, interviews, visits, practice and the reports of phones."""

from feedback.fieldwork.records.rows import (
    DeviceReport,
    EnumeratorRow,
    InterviewRow,
    PracticeRow,
    SampleRow,
    UnitRow,
    VisitRow,
)

__all__ = ["DeviceReport", "EnumeratorRow", "InterviewRow", "PracticeRow", "SampleRow", "UnitRow", "VisitRow"]
