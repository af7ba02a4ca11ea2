"""The door of the field: its pages are equal for everyone, know nobody, and read and set no cookie."""

from flask import Blueprint, abort

from feedback.questionnaire.records import find_round
from feedback.questionnaire.rules import Round
from feedback.web import db

blueprint = Blueprint("fieldwork", __name__)


def this_round(code: str) -> Round:
    """The round with this code, open or not; otherwise there is no such page."""
    return find_round(db(), code) or abort(404)
