"""What enumerators see on their phones, what coordinators see of it, and sheets for all of them."""

from feedback.fieldwork.pages import field, guide
from feedback.fieldwork.pages.door import blueprint

__all__ = ["blueprint", "field", "guide"]
