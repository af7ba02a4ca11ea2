"""What citizens see and what phones send to."""

from feedback.responses.pages import api, home, questionnaire
from feedback.responses.pages.door import blueprint

__all__ = ["api", "blueprint", "home", "questionnaire"]
