"""Files that offices write: TOML, read with its faults as problems."""

import tomllib
from pathlib import Path
from typing import Any

from feedback.questionnaire.rules import Problem


def read_toml(path: Path) -> dict[str, Any] | list[Problem]:
    """The tables of a TOML file, or why it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return [Problem(str(path), "", f"The file cannot be read: {error.strerror}.")]
    except UnicodeDecodeError:
        return [Problem(str(path), "", "The file is not UTF-8 text.")]
    except tomllib.TOMLDecodeError as error:
        return [Problem(str(path), "", f"This is not TOML: {error}.")]
