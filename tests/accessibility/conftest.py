"""Three instances to look at: the demonstration, the same after its round was closed, and an empty one."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from feedback.app import create_app
from feedback.config import Settings
from feedback.database import make_engine, transaction
from feedback.demo.building import ROUND
from feedback.questionnaire.records import RoundRow
from tests.accessibility.walk import NOW, Shown, Visitor, failing, walk
from tests.demo.conftest import built, settings_in

__all__ = ["built"]


@dataclass
class Houses:
    """The applications of the three instances, and every page of theirs that was looked at so far."""

    now: Flask
    over: Flask
    empty: Flask
    pages: dict[str, list[Shown]] = field(default_factory=dict)
    endpoints: set[tuple[str, str]] = field(default_factory=set)

    def every_page(self, code: str) -> list[Shown]:
        """Every public page in this language, each as it was when it was opened first."""
        if code not in self.pages:
            visitors = [Visitor(app, code) for app in (self.now, self.over, self.empty)]
            self.pages[code] = walk(*visitors)
            self.endpoints |= set().union(*(visitor.endpoints for visitor in visitors))
        return self.pages[code]


@pytest.fixture(scope="session")
def houses(built: Settings, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Houses:
    """The three instances, in copies that belong to these tests alone."""
    folder = tmp_path_factory.mktemp("accessibility")

    def copied(name: str, source: Path, demonstration: bool = True) -> Settings:
        place = folder / name
        place.mkdir()
        shutil.copy(source, place / "feedback.sqlite3")
        return replace(settings_in(place, demonstration), citizen_rate=100_000)

    demonstration = built.instance / "feedback.sqlite3"
    over = copied("over", demonstration)
    engine = make_engine(over)
    with transaction(engine) as session:
        session.execute(update(RoundRow).where(RoundRow.code == ROUND).values(state="closed"))
    engine.dispose()
    now, empty = copied("now", demonstration), copied("empty", sqlite_template, False)
    return Houses(_opened(now), _opened(over), _opened(empty))


def _opened(settings: Settings) -> Flask:
    app = failing(create_app(settings))
    app.extensions["feedback"]["clock"] = lambda: NOW
    return app


@pytest.fixture(scope="session")
def every_page(houses: Houses) -> Callable[[str], list[Shown]]:
    """Every public page in a language: `every_page("ar")`."""
    return houses.every_page
