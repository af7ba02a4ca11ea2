"""How texts reach translators and come back: extraction, catalogues, checks, spreadsheets."""

from feedback.translations.catalogues import read_catalogue, update_catalogue
from feedback.translations.checks import Checked, check
from feedback.translations.sheets import BadRow, Filled, from_sheet, to_sheet
from feedback.translations.texts import extract

__all__ = [
    "BadRow",
    "Checked",
    "Filled",
    "check",
    "extract",
    "from_sheet",
    "read_catalogue",
    "to_sheet",
    "update_catalogue",
]
