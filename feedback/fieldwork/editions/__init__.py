"""What comes with the package for people who collect: practice."""

from feedback.fieldwork.editions.practice import practice

__all__ = ["practice"]
