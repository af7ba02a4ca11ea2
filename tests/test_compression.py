"""Pages of which all but the end is compressed once: any browser reads them, and nobody's page holds another's."""

import re

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.web import compression
from feedback.web.compression import joined
from tests.responses.conftest import make_round

PAGE = "/r/PILOT-1/N1"


@given(st.text(), st.binary(max_size=300))
def test_a_beginning_and_an_end_are_read_as_one(beginning, end):
    assert brotli.decompress(joined(beginning.encode(), end)) == beginning.encode() + end


@pytest.mark.parametrize("length", [1, 2, 255, 256, 257, 4096, 65_535, 65_536])
def test_an_end_of_any_length_is_read(length):
    assert brotli.decompress(joined(b"the same for all ", b"x" * length)) == b"the same for all " + b"x" * length


@pytest.mark.databases("sqlite")
def test_fresh_pages_differ_in_the_order_of_services_and_in_their_end_alone(client, session, monkeypatch):
    make_round(session)
    session.commit()
    monkeypatch.setattr(compression, "_kept", {})
    pages = [client.get(PAGE, headers={"Accept-Encoding": "br"}).data for _ in range(30)]
    end = re.compile(rb'([0-9a-f-]{36})" form="f"><input type="hidden" name="secret" value="([^"]+)" form="f">\x03$')
    ends = [found.groups() for page in pages if (found := end.search(page))]
    assert len(ends) == 30
    assert len({one for end in ends for one in end}) == 60, "every page has an id and a secret of its own"
    assert len({page[:-200] for page in pages}) <= 6
    assert len(compression._kept) <= 6
    for page, (id, secret) in zip(pages, ends, strict=True):
        text = brotli.decompress(page)
        assert text.count(id) == text.count(secret) == 1


@pytest.mark.databases("sqlite")
def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(compression, "_kept", {})
    monkeypatch.setattr(compression, "MOST_KEPT", 3)
    for number in range(20):
        joined(str(number).encode(), b"")
        assert len(compression._kept) <= 3


@pytest.mark.databases("sqlite")
def test_a_browser_that_knows_no_fields_outside_of_a_form_is_shown_its_answers_with_an_id_and_sends_them(
    client, session
):
    make_round(session)
    session.commit()
    inside = client.get(PAGE).text.partition("<form")[2].partition("</form>")[0]
    assert 'name="id"' not in inside
    posted = {"wording": "1", "consent": "yes", "1": "A", "seen": "1"}
    shown = client.post(PAGE, data=posted)
    assert shown.status_code == 422
    form = shown.text.partition("<form")[2].partition("</form>")[0]
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert {"id", "secret"} <= set(again)
    assert re.search(r'name="1" value="A" checked', form)
    assert client.post(PAGE, data=posted | again).status_code == 303
