"""Editions as data: the files that come with the package, national adaptations, and the document the database keeps."""

from feedback.questionnaire.editions.adapting import adapt
from feedback.questionnaire.editions.documents import digest, from_document, sealed, to_document
from feedback.questionnaire.editions.files import read_toml
from feedback.questionnaire.editions.finding import FOLDER, OFFICIAL, load_edition, official_edition
from feedback.questionnaire.editions.reading import edition_from_tables, read_edition

__all__ = [
    "FOLDER",
    "OFFICIAL",
    "adapt",
    "digest",
    "edition_from_tables",
    "from_document",
    "load_edition",
    "official_edition",
    "read_edition",
    "read_toml",
    "sealed",
    "to_document",
]
