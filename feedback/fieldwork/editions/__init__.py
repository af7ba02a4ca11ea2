"""What comes with the package for people who collect: practice, and sheets to print."""

from feedback.fieldwork.editions.guide import guide
from feedback.fieldwork.editions.practice import practice

__all__ = ["guide", "practice"]
