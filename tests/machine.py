"""What tests need from the machine beside Python: where it is missing they are skipped, or fail if all have to run."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip on a developer's machine; fail where everything has to run."""
    if os.environ.get("FEEDBACK_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
