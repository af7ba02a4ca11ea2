"""What citizens see, what phones send to, and where staff bring in what phones could not send."""

from feedback.responses.pages import api, desk, hear, home, phone, quarantine, questionnaire, remarks
from feedback.responses.pages.door import blueprint

__all__ = ["api", "blueprint", "desk", "hear", "home", "phone", "quarantine", "questionnaire", "remarks"]
