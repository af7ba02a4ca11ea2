"""What enumerators see on their phones, what these send, what coordinators see of it, and sheets for all of them."""

from feedback.fieldwork.pages import api, field, guide, interview
from feedback.fieldwork.pages.door import blueprint

__all__ = ["api", "blueprint", "field", "guide", "interview"]
