"""What is true in the field, standard library only."""

from feedback.fieldwork.rules.practice import Case, Ending, Practice, Question

__all__ = ["Case", "Ending", "Practice", "Question"]
