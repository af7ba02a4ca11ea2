"""What is true in the field, standard library only."""

from feedback.fieldwork.rules.guide import Sheet, SheetPart
from feedback.fieldwork.rules.practice import Case, Ending, Practice, Question
from feedback.fieldwork.rules.showcards import Showcard, showcards

__all__ = ["Case", "Ending", "Practice", "Question", "Sheet", "SheetPart", "Showcard", "showcards"]
