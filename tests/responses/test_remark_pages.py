"""The pages on which an analyst reads and hears remarks: nobody else, each time named, and erased once noted."""

import pytest
from sqlalchemy import select

from feedback.accounts.records import AuditRow
from feedback.accounts.rules import ROLES
from feedback.responses.records import ResponseRow
from feedback.responses.records.rows import NoteRow, VoiceRow
from tests.responses.conftest import document, encoded
from tests.responses.desks import desk_of
from tests.responses.test_voices import RESPONSE, SOUND, VOICE, asking, put, put_response

__all__ = ["asking", "put", "put_response"]

LIST = "/staff/remarks/PILOT-1/"
SPOKEN = f"{LIST}voice/{RESPONSE}"
WRITTEN = f"{LIST}text/{RESPONSE}"
SAID = "They sent us home twice <b>."


@pytest.fixture
def analyst(app, engine, clock):
    return desk_of(app, engine, clock, "analyst")


@pytest.fixture
def remarked(asking, put, put_response):
    """A response with a remark in writing and one by voice."""
    put_response(remark=SAID)
    put()


def trail(session) -> list[tuple[str, str, str]]:
    session.expire_all()
    query = select(AuditRow).where(AuditRow.action.like("remark.%")).order_by(AuditRow.id)
    found = [(row.who, row.action, row.detail.get("response", "")) for row in session.scalars(query)]
    session.rollback()
    return found


def test_an_analyst_hears_a_voice_and_the_trail_says_so_before_it_leaves(remarked, analyst, session):
    assert SPOKEN in analyst.get(LIST).text
    page = analyst.get(SPOKEN)
    assert f'src="{SPOKEN}/sound"' in page.text
    assert trail(session) == []
    heard = analyst.get(SPOKEN + "/sound")
    assert heard.data == SOUND
    assert heard.content_type == "audio/webm"
    assert heard.headers["Cache-Control"] == "no-store"
    assert trail(session) == [("analyst", "remark.hear", RESPONSE)]


def test_an_analyst_reads_what_was_written_and_the_trail_says_so(remarked, analyst, session):
    page = analyst.get(WRITTEN)
    assert "They sent us home twice &lt;b&gt;." in page.text
    assert trail(session) == [("analyst", "remark.read", RESPONSE)]
    assert SAID not in analyst.get(LIST).text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"analyst"}))
def test_nobody_else_reads_or_hears_anything(remarked, app, engine, clock, session, role):
    desk = desk_of(app, engine, clock, role)
    for path in ("/staff/remarks/", LIST, SPOKEN, WRITTEN, SPOKEN + "/sound"):
        assert desk.get(path).status_code == 403, path
    assert desk.post(SPOKEN, theme="x").status_code == 403
    assert trail(session) == []


def test_noting_erases_the_remark_for_good_and_the_theme_is_offered_again(remarked, analyst, session, put):
    empty = analyst.post(SPOKEN, form=SPOKEN)
    assert "Please choose a theme, or write a few words." in analyst.get(empty.headers["Location"]).text
    done = analyst.post(SPOKEN, form=SPOKEN, another=" Turned away ", summary="Came twice, nobody there.")
    assert (done.status_code, done.headers["Location"]) == (303, LIST)
    session.expire_all()
    row = session.scalars(select(VoiceRow)).one()
    assert (row.raw, row.state) == (None, "noted")
    session.rollback()
    for path in (SPOKEN, SPOKEN + "/sound"):
        assert analyst.get(path).status_code == 404
    assert put().status_code == 200
    assert 'name="theme" value="Turned away"' in analyst.get(WRITTEN).text
    assert analyst.post(WRITTEN, form=WRITTEN, theme="Turned away").status_code == 303
    session.expire_all()
    assert session.scalars(select(ResponseRow)).one().extra == {"14a_other": "Land title"}
    session.rollback()
    page = analyst.get(LIST).text
    assert "Turned away: 2" in page
    assert "Came twice, nobody there." in page
    assert "Nothing waits." in page
    assert session.query(NoteRow).count() == 2
    noted = [action for _who, action, _response in trail(session) if action == "remark.note"]
    assert len(noted) == 2


@pytest.mark.databases("sqlite")
def test_a_voice_is_listed_only_while_its_response_is_kept(asking, put, analyst, put_response):
    put()
    assert SPOKEN not in analyst.get(LIST).text
    assert analyst.get(SPOKEN + "/sound").status_code == 404
    put_response()
    assert SPOKEN in analyst.get(LIST).text


@pytest.mark.databases("sqlite")
def test_what_only_looks_like_a_remark_is_none(asking, client, analyst):
    made = document(asking.edition, texts={"14a_other": '"remark": "x"'})
    client.put(f"/api/v1/responses/{made['id']}", data=encoded(made), content_type="application/json")
    assert "Nothing waits." in analyst.get(LIST).text
    assert VOICE not in analyst.get("/staff/remarks/").text
