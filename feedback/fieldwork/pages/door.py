"""The door of the field: its pages are equal for everyone, know nobody, and read and set no cookie."""

from flask import Blueprint

blueprint = Blueprint("fieldwork", __name__)
