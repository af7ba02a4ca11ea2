"""What enumerators see on their phones, what these send, what coordinators see of it, and sheets for all of them."""

from feedback.fieldwork.pages import api, board, devices, enumerators, field, guide, interview, prints
from feedback.fieldwork.pages.door import blueprint

__all__ = ["api", "blueprint", "board", "devices", "enumerators", "field", "guide", "interview", "prints"]
