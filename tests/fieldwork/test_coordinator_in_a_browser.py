"""A coordinator's day in real browsers: pair a phone, name who collects, lose the phone, and bring in its file."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from feedback.fieldwork.records import Draw, InterviewRow, VisitRow
from feedback.responses.records import ResponseRow
from tests.fieldwork.conftest import add_units, visit
from tests.fieldwork.pages import collects, pair, queue
from tests.responses.conftest import OpenRound, document
from tests.responses.desks import desk_of
from tests.responses.phones import ALONE, QUICK
from tests.responses.test_handover import cookie_of, no_answer

UNITS = "unit,label,team\nH-1,Blue door,North\n"
VISIT = """async made => {
  const at = name => document.querySelector("script[src]").src.replace(/js\\/.*/, "js/" + name);
  const { queue } = await import(at("field/kept.js"));
  await queue("visits/", made.id, "Blue door", (number) => ({ ...made, number }));
}"""


def said(pilot: OpenRound) -> dict[str, Any]:
    """What somebody said, as the questionnaire of the field puts it."""
    made = document(pilot.edition, 1)
    return {name: value for name, value in made.items() if name != "id"} | {"paradata": {"collector": "17"}}


def press(desk: Page, name: str) -> None:
    desk.get_by_role("button", name=name).or_(desk.get_by_role("link", name=name)).first.click()


def equip(desk: Page) -> tuple[str, str]:
    """Add a phone and somebody who collects with it: the code that pairs the one, and the PIN of the other."""
    press(desk, "Add a phone")
    desk.get_by_label("Team that carries it").fill("North")
    desk.get_by_label("What is written on the phone").fill("Tecno 1")
    press(desk, "Add this phone")
    expect(desk.locator("svg.qr")).to_be_visible()
    code = desk.locator(".receipt strong").inner_text()
    press(desk, "Done: back to the collection")
    press(desk, "Add a person")
    desk.get_by_label("Code, short").fill("17")
    desk.get_by_label("Name").fill("Abena Owusu")
    desk.get_by_label("Team").fill("North")
    press(desk, "Add this person")
    pin = desk.locator(".receipt strong").inner_text()
    press(desk, "Done: back to the collection")
    return code, pin


def bring_in(desk: Page, file: Path) -> None:
    press(desk, "Files of phones")
    desk.get_by_label("The file of the phone").set_input_files(file)
    press(desk, "Bring in this file")
    expect(desk.get_by_role("heading", name="What became of the file")).to_be_visible()


@pytest.fixture
def address(net):
    return f"http://127.0.0.1:{net.port}"


@pytest.fixture
def desk(phone, net, address, app, engine, clock, pilot):
    """A coordinator at the page of the collection, which has no phone yet."""
    add_units(engine, pilot.round, UNITS, Draw("assigned_enumerator", "household", "none", "Named by the village."))
    desk = phone(javascript=False)
    desk.context.add_cookies([cookie_of(desk_of(app, engine, clock, "coordinator", login="yaw"), net.port)])
    desk.goto(f"{address}/staff/")
    press(desk, "Collection")
    press(desk, "Public services 2026")
    expect(desk.get_by_text("No phone yet.")).to_be_visible()
    return desk


def test_what_takes_a_phone_or_a_person_off_is_as_high_as_a_thumb(desk):
    equip(desk)
    for name in ("Revoke", "Remove"):
        assert desk.get_by_role("link", name=name).bounding_box()["height"] >= 48


def test_a_lost_phone_hands_over_what_it_holds_and_no_number_is_missing(desk, phone, net, address, engine, pilot):
    code, pin = equip(desk)

    page = phone(javascript=True)
    for script in (QUICK, ALONE):
        page.context.add_init_script(script)
    pair(page, address, code)
    collects(page, "Abena Owusu", pin)
    net.fault = no_answer
    interview = queue(page, "Tamale", **said(pilot))
    page.evaluate(VISIT, visit(1, "H-1", round="PILOT-1", collector="17"))
    desk.reload()
    expect(desk.get_by_role("row", name="Tecno 1")).to_contain_text("Paired")
    net.fault = None
    press(desk, "Revoke")
    press(desk, "Yes, revoke this phone")
    expect(desk.get_by_role("row", name="Tecno 1")).to_contain_text("Revoked")

    page.reload()
    page.get_by_role("button", name="This phone").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save unsent interviews to a file").first.click()
    file = Path(download.value.path())
    bring_in(desk, file)
    expect(desk.get_by_role("row", name="New: kept now")).to_contain_text("2")
    bring_in(desk, file)
    expect(desk.get_by_role("row", name="Held already")).to_contain_text("2")
    with Session(engine) as session:
        assert [str(row.id) for row in session.query(ResponseRow)] == [interview]
        assert [row.enumerator for row in session.query(InterviewRow)] == ["17"]
        assert session.query(VisitRow).count() == 1
    desk.goto(f"{address}/staff/fieldwork/PILOT-1")
    cells = desk.get_by_role("row", name="Tecno 1").get_by_role("cell").all_inner_texts()
    assert cells[:6] == ["North", "Revoked", "2", "2", "none", "0"]
