"""The fixtures keep what they promise."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from feedback.config import Settings
from feedback.database import Base, make_engine


def test_both_databases_have_all_tables(engine: Engine) -> None:
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_never_sees_the_rows_of_another(session: Session, turn: int) -> None:
    session.execute(text("CREATE TABLE seen (turn INTEGER)"))
    session.execute(text("INSERT INTO seen VALUES (:turn)"), {"turn": turn})
    session.commit()
    assert session.execute(text("SELECT turn FROM seen")).scalars().all() == [turn]


def test_an_instance_without_engine_starts_with_an_empty_database(settings: Settings) -> None:
    engine = make_engine(settings)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_phone_is_narrow_and_runs_no_script(phone: Callable[..., Page]) -> None:
    page = phone()
    page.set_content("<p>before</p><script>document.querySelector('p').textContent = 'after'</script>")
    assert page.inner_text("p") == "before"
    assert page.viewport_size == {"width": 320, "height": 568}


def test_a_phone_with_script_runs_it(phone: Callable[..., Page]) -> None:
    page = phone(javascript=True)
    page.set_content("<p>before</p><script>document.querySelector('p').textContent = 'after'</script>")
    assert page.inner_text("p") == "after"
