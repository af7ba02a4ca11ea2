"""What enumerators see on their phones, and what coordinators see of it."""

from feedback.fieldwork.pages import field
from feedback.fieldwork.pages.door import blueprint

__all__ = ["blueprint", "field"]
