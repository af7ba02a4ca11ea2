"""Rounds: drafts that become immutable when they open, and close in two steps."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.languages import translate
from feedback.questionnaire.editions import adapt, official_edition, sealed
from feedback.questionnaire.records import (
    EditionRow,
    RoundRow,
    RoundWordingRow,
    close_round,
    create_round,
    discard_draft,
    draft_edition,
    find_round,
    frozen_edition,
    open_round,
    reword_round,
    round_edition,
    rounds,
)
from feedback.questionnaire.records import editions as editions_module
from feedback.questionnaire.rules import Edition, Round, edition_text
from tests.questionnaire.conftest import specification


def create(session: Session, clock: datetime, edition: Edition | None = None, **changes: object) -> Round:
    made = create_round(session, specification(**changes), edition or official_edition(), clock)  # type: ignore[arg-type]
    assert isinstance(made, Round), made
    return made


def opened(session: Session, clock: datetime, **changes: object) -> Round:
    made = create(session, clock, **changes)  # type: ignore[arg-type]
    found = open_round(session, made.code, translate, clock)
    assert isinstance(found, Round), found
    return found


def french(language: str, text: str) -> str:
    return f"fr: {text}" if language == "fr" else text


def test_a_new_round_is_a_draft_with_everything_its_file_says(session: Session, clock: datetime, places: str):
    made = create(session, clock, register=places, plan={"k": 12}, weighted=True)
    assert (made.state, made.wording, made.sha256) == ("draft", 0, "")
    assert find_round(session, "GH-2026") == made
    assert (made.register, made.plan, made.weighted, made.link) == (places, {"k": 12}, True, "open_link")
    assert made.title_in("fr") == "Services publics"
    assert made.title_in("tw") == "Public services"
    assert round_edition(session, made) == official_edition()


def test_a_code_is_never_used_twice(session: Session, clock: datetime):
    create(session, clock)
    problems = create_round(session, specification(), official_edition(), clock)
    assert isinstance(problems, list)
    assert "Codes are never used twice" in problems[0].reason


def test_a_draft_can_be_given_up_with_its_edition_and_both_codes_are_free_again(session: Session, clock: datetime):
    create(session, clock)
    assert discard_draft(session, "GH-2026") == []
    assert rounds(session) == []
    assert session.get(EditionRow, official_edition().code) is None
    create(session, clock, edition=sealed(replace(official_edition(), title="Something else")))


def test_a_draft_that_is_given_up_leaves_the_edition_of_another_round(session: Session, clock: datetime):
    create(session, clock)
    create(session, clock, code="GH-2")
    assert discard_draft(session, "GH-2") == []
    assert round_edition(session, rounds(session)[0]) == official_edition()


def test_a_round_that_has_been_opened_is_never_given_up(session: Session, clock: datetime):
    opened(session, clock)
    [problem] = discard_draft(session, "GH-2026")
    assert "has been opened" in str(problem)
    assert [this.code for this in rounds(session)] == ["GH-2026"]
    assert discard_draft(session, "NONE") == []


def test_official_statistics_are_never_made_of_answers_through_a_link(session: Session, clock: datetime):
    [problem] = create_round(session, specification(use="official"), official_edition(), clock)  # type: ignore[misc]
    assert "never become official statistics" in str(problem)
    assert create(session, clock, use="official", link="none").link == "none"


def test_an_unknown_register_is_refused(session: Session, clock: datetime):
    problems = create_round(session, specification(register="gh-1999"), official_edition(), clock)
    assert isinstance(problems, list)
    assert problems[0].key == "register"


def test_the_code_of_an_edition_never_stands_for_other_questions(session: Session, clock: datetime):
    create(session, clock)
    changed = sealed(replace(official_edition(), title="Something else"))
    problems = create_round(session, specification("GH-2"), changed, clock)
    assert isinstance(problems, list)
    assert "edition with other contents" in problems[0].reason
    create(session, clock, code="GH-3")


def test_opening_freezes_the_edition_with_its_texts_in_every_language(session: Session, clock: datetime):
    create(session, clock)
    this = open_round(session, "GH-2026", french, clock)
    assert isinstance(this, Round)
    assert (this.state, this.wording) == ("open", 1)
    frozen = frozen_edition(session, this.id, 1)
    assert frozen.sha256 == this.sha256 == (find_round(session, "GH-2026") or this).sha256
    question = frozen.items["1"].text
    assert edition_text(frozen, question, "fr", translate).startswith("fr: Was there any time")
    assert edition_text(frozen, question, "en", translate) == question
    assert edition_text(frozen, "{country}", "fr", translate) == "fr: this country"


def test_a_catalogue_that_changes_later_changes_no_open_round(session: Session, clock: datetime):
    create(session, clock)
    this = open_round(session, "GH-2026", french, clock)
    assert isinstance(this, Round)
    frozen = round_edition(session, this)
    assert edition_text(frozen, "Schools", "fr", lambda _, text: "corrected") == "fr: Schools"


def test_only_a_draft_can_be_opened(session: Session, clock: datetime):
    opened(session, clock)
    problems = open_round(session, "GH-2026", translate, clock)
    assert isinstance(problems, list)
    assert "only a draft can be opened" in problems[0].reason


def test_a_language_that_nobody_signed_needs_a_reason_outside_the_demonstration(session: Session, clock: datetime):
    problems = create_round(session, specification(language_reason=""), official_edition(), clock)
    assert isinstance(problems, list)
    assert "signed the texts in: fr" in str(problems[0])
    assert 'unsigned_languages = "' in str(problems[0])
    assert rounds(session) == []
    create(session, clock)
    session.execute(update(RoundRow).values(language_reason=""))
    assert open_round(session, "GH-2026", translate, clock) == problems
    create_round(session, specification("DEMO", language_reason=""), official_edition(), clock, demonstration=True)
    assert isinstance(open_round(session, "DEMO", translate, clock), Round)
    assert isinstance(opened(session, clock, code="EN", languages=("en",), language_reason=""), Round)


def test_a_round_closes_in_two_steps(session: Session, clock: datetime):
    opened(session, clock)
    states = [close_round(session, "GH-2026") for _ in range(3)]
    assert [state.state for state in states if isinstance(state, Round)] == ["closing", "closed"]
    assert isinstance(states[2], list)
    assert "only an open or closing round" in states[2][0].reason


def test_two_clicks_on_close_are_one_step(session: Session, clock: datetime):
    opened(session, clock)
    assert isinstance(close_round(session, "GH-2026", seen="open"), Round)
    assert isinstance(close_round(session, "GH-2026", seen="open"), list)
    assert [this.state for this in rounds(session)] == ["closing"]


def test_a_draft_cannot_be_closed_and_an_unknown_round_neither_opened_nor_closed(session: Session, clock: datetime):
    create(session, clock)
    for problems in (
        close_round(session, "GH-2026"),
        close_round(session, "NONE"),
        open_round(session, "NONE", translate, clock),
    ):
        assert isinstance(problems, list)
        assert len(problems) == 1


def test_rounds_are_listed_newest_first_and_by_state(session: Session, clock: datetime):
    opened(session, clock, code="A1")
    create(session, clock, code="A2")
    assert [this.code for this in rounds(session)] == ["A2", "A1"]
    assert [this.code for this in rounds(session, ["open", "closing"])] == ["A1"]
    assert find_round(session, "A3") is None


def test_groups_are_asked_only_where_the_round_records_its_basis(session: Session, clock: datetime):
    tables = {
        "base": "sdg-16.6.2",
        "country_code": "GHA",
        "number": 1,
        "country": "Ghana",
        "groups": {"options": [{"code": "G1", "text": "Northern peoples"}]},
    }
    edition = adapt(official_edition(), tables)
    assert isinstance(edition, Edition)
    without = opened(session, clock, edition=edition)
    with_basis = opened(
        session, clock, code="GH-2", edition=edition, groups_basis={"legal_basis": "Act", "risk": "Low"}
    )
    assert "groups" not in round_edition(session, without).items
    assert "National population groups are not asked in this round." in round_edition(session, without).changes
    assert "groups" in round_edition(session, with_basis).items
    assert "groups" in draft_edition(session, edition.code).items


def test_the_frozen_document_is_plain_json_on_every_database(session: Session, clock: datetime):
    this = opened(session, clock)
    session.commit()
    row = session.get_one(RoundWordingRow, (this.id, 1))
    assert json.loads(json.dumps(row.document)) == row.document
    assert row.frozen == clock


def test_a_wording_that_does_not_exist_is_no_edition(session: Session, clock: datetime):
    this = opened(session, clock)
    with pytest.raises(LookupError):
        frozen_edition(session, this.id, 2)


def test_a_frozen_edition_that_was_tampered_with_is_never_asked(
    engine: Engine, clock: datetime, monkeypatch: pytest.MonkeyPatch
):
    with transaction(engine) as session:
        this = opened(session, clock)
        document = session.get_one(RoundWordingRow, (this.id, 1)).document
        session.execute(update(RoundWordingRow).values(document={**document, "title": "Another"}))
    monkeypatch.setattr(editions_module, "_read", {})
    with Session(engine) as session, pytest.raises(ValueError, match="was changed after it was kept"):
        frozen_edition(session, this.id, 1)


def test_an_edition_is_built_once_a_process_and_found_by_its_digest(session: Session, clock: datetime):
    this = opened(session, clock)
    assert frozen_edition(session, this.id, 1) is frozen_edition(session, this.id, 1)
    assert frozen_edition(session, 0, 0, this.sha256) is frozen_edition(session, this.id, 1)


def test_corrected_texts_are_the_next_wording_and_the_earlier_one_stays(session: Session, clock: datetime):
    made = opened(session, clock)
    before = frozen_edition(session, made.id, 1)
    again = reword_round(session, made.code, french, clock)
    assert isinstance(again, Round)
    assert (again.wording, again.state) == (2, "open")
    after = frozen_edition(session, made.id, 2)
    assert frozen_edition(session, made.id, 1) == before
    assert after.sha256 != before.sha256
    assert list(after.items) == list(before.items)


def test_texts_that_did_not_change_are_no_new_wording(session: Session, clock: datetime):
    made = opened(session, clock)
    [problem] = reword_round(session, made.code, translate, clock)  # type: ignore[misc]
    assert "keeps its wording" in str(problem)
    assert find_round(session, made.code) == made
    assert session.query(RoundWordingRow).count() == 1


@pytest.mark.parametrize("code", ["GH-2026", "NOWHERE"])
def test_only_an_open_round_is_worded_anew(session: Session, clock: datetime, code: str):
    create(session, clock)
    assert isinstance(reword_round(session, code, french, clock), list)
