"""How texts reach translators and come back: extraction, catalogues, checks, spreadsheets."""

from feedback.translations.catalogues import read_catalogue, update_catalogue
from feedback.translations.checks import Checked, check
from feedback.translations.texts import extract

__all__ = ["Checked", "check", "extract", "read_catalogue", "update_catalogue"]
