"""An open round for tests of the field."""

from tests.responses.conftest import pilot

__all__ = ["pilot"]
