"""What citizens see and what phones send to."""

from feedback.responses.pages import api, home, phone, questionnaire
from feedback.responses.pages.door import blueprint

__all__ = ["api", "blueprint", "home", "phone", "questionnaire"]
