"""A two-stage sample on two phones in real browsers, by taps, mostly in airplane mode, up to the approved release."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.accounts.records import add_person
from feedback.cli import main
from feedback.config import Settings
from feedback.database import for_reading, transaction
from feedback.fieldwork.records import InterviewRow, UnitRow, VisitRow
from feedback.fieldwork.rules import kish_rank, kish_table
from feedback.publication.records import Release
from feedback.responses.records import QuarantineRow, ResponseRow
from feedback.results.jobs import measures
from tests.fieldwork.conftest import ROUND
from tests.fieldwork.pages import collects, make_ready, new_code, new_pin, pair
from tests.fieldwork.talks import agrees, asked, go, save, step
from tests.responses.between import Between
from tests.responses.conftest import make_round
from tests.responses.phones import QUICK, on_phone, wait_until
from tests.serving import environment_of

PLEASED = {"1": "A", "2": "A", "4.1": "3", "4.2": "2", "4.3": "3", "4.4": "2", "4.5": "3", "5": "3"}
ANNOYED = {"1": "A", "2": "A", "4.1": "1", "4.2": "0", "4.3": "1", "4.4": "0", "4.5": "1", "5": "0"}
REST = {"6": "B", "11": "B"}
OPEN = """said => Object.keys(said).map((name) => `[name="${name}"][value="${said[name]}"]`).filter((row) => {
  const found = document.querySelector("form.steps > section:not([hidden]) " + row);
  return found && !found.checked && found.closest("label").checkVisibility();
})"""
"""The rows of what a person says that are asked for now and not chosen yet, as selectors."""


@dataclass(frozen=True)
class House:
    """A sampled household, who lives there, and what becomes of its visits in turn."""

    code: str
    fate: tuple[str, ...]
    men: int = 0
    women: int = 0
    pleased: bool = True

    @property
    def psu(self) -> str:
        """Three households were drawn in each area."""
        return f"{self.code[0]}{(int(self.code[-2:]) - 1) // 3 + 1}"

    @property
    def adults(self) -> int:
        return self.men + self.women

    @property
    def asked(self) -> bool:
        return self.fate[-1] in {"interview", "partial"}


NORTH = (
    House("N-01", ("interview",), 2, 3),
    House("N-02", ("interview",), 1, 0, pleased=False),
    House("N-03", ("absent", "interview"), 1, 2),
    House("N-04", ("partial",), 0, 2),
    House("N-05", ("chosen, absent", "interview"), 2, 2, pleased=False),
    House("N-06", ("interview",), 1, 1),
    House("N-07", ("refused",)),
    House("N-08", ("declined",), 1, 1),
    House("N-09", ("absent", "absent")),
)
SOUTH = (
    House("S-01", ("interview",), 0, 1),
    House("S-02", ("interview",), 1, 1, pleased=False),
    House("S-03", ("absent", "interview"), 2, 1),
    House("S-04", ("partial",), 1, 1, pleased=False),
    House("S-05", ("interview",), 1, 3),
    House("S-06", ("absent", "refused")),
    House("S-07", ("ineligible",)),
)
WEIGHTS = {"N": 25.0, "S": 40.0}


@dataclass
class Enumerator:
    """Somebody with a phone and the way from it to the server."""

    page: Page
    net: Between
    method: str
    """How one adult is chosen: kish or next_birthday."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.net.port}"

    def airplane(self, on: bool) -> None:
        """Switch the airplane mode of the phone, and with it everything that could reach the server."""
        self.net.down = on
        self.page.context.set_offline(on)

    def visits(self, house: House, nth: int) -> None:
        """One visit, from the list of households to what it ended with."""
        page, fate = self.page, house.fate[nth]
        page.locator("[data-part=units]").click()
        page.get_by_role("button").filter(has_text=f"House {house.code}").click()
        if "absent" in fate or fate in {"refused", "ineligible"}:
            if "chosen" in fate:
                self.chooses(house)
            page.locator(f"[data-outcome={fate.rpartition(' ')[2]}]").click()
            page.get_by_role("button", name="Save this visit").click()
            expect(page.get_by_text("The visit is saved on this phone.")).to_be_visible()
            page.get_by_role("button", name="To the list").click()
            return
        if nth == 0 or "chosen" not in house.fate[0]:
            self.chooses(house)
        expect(page.get_by_text(self.chosen(house))).to_be_visible()
        page.get_by_role("button", name="Begin the interview").click()
        asked(page)
        self.interviews(house, fate)

    def chooses(self, house: House) -> None:
        page = self.page
        page.get_by_role("button", name="Somebody is here").click()
        page.locator("[data-part=men]").fill(str(house.men))
        page.locator("[data-part=women]").fill(str(house.women))
        page.get_by_role("button", name="Choose the person").click()

    def chosen(self, house: House) -> str:
        """What the phone must say about who is interviewed."""
        if house.adults == 1:
            return "Interview the only adult."
        if self.method == "next_birthday":
            return "Interview the adult who has the next birthday, and nobody else."
        rank = kish_rank(kish_table(ROUND, house.code), house.adults)
        man = rank <= house.men
        number, among = (rank, house.men) if man else (rank - house.men, house.women)
        return f"Interview {'man' if man else 'woman'} number {number} of {among}, counted from the oldest"

    def interviews(self, house: House, fate: str) -> None:
        page, said = self.page, PLEASED if house.pleased else ANNOYED
        if fate == "declined":
            page.locator('[data-say="no"]').click()
            page.get_by_role("button", name="Save this visit").click()
        elif fate == "partial":
            self.answers(said, until="you")
            page.get_by_role("button", name="The person does not want to go on").click()
            page.get_by_role("button", name="End the interview").click()
        else:
            self.answers(said | REST, until="end")
            save(page)
        expect(page.get_by_role("heading", name=re.compile("^(Saved on this phone|Sent)[.]"))).to_be_visible()
        page.get_by_role("button", name="To the list").click()
        page.wait_for_url("**/field/")

    def answers(self, said: Mapping[str, str], until: str) -> None:
        """Tap what the person says, part by part; what is not said is left out, which is asked about once."""
        agrees(self.page)
        while step(self.page) != until:
            while rows := self.page.evaluate(OPEN, said):
                for row in rows:
                    self.page.locator(row).check()
            go(self.page)

    def sends(self) -> None:
        self.page.get_by_role("button", name="Send now").click()
        expect(self.page.get_by_text("Everything is sent.")).to_be_visible()
        wait_until(self.page, "document.querySelector('#stand').textContent.includes('Unsent in this app: 0.')")


@pytest.fixture
def run(settings: Settings, engine: Engine, clock: Any) -> Callable[..., Result]:
    """Run a `feedback` command on the test's own instance; kofi is an analyst and esi an approver."""
    with transaction(engine) as session:
        for login, role in (("kofi", "analyst"), ("esi", "approver")):
            add_person(session, login, login.title(), [role], "no hash", clock)

    def run(*arguments: str) -> Result:
        done = CliRunner().invoke(main, list(arguments), env=environment_of(settings))
        assert done.exit_code == 0, done.output
        return done

    return run


@pytest.fixture
def south_net(port: int) -> Iterator[Between]:
    between = Between(port)
    between.start()
    yield between
    between.stop()


@pytest.fixture
def enumerators(
    phone: Callable[..., Page], net: Between, south_net: Between, engine: Engine, clock: Any, run: Any, tmp_path: Path
) -> tuple[Enumerator, Enumerator]:
    """Two teams with a list of units, somebody who collects and a phone each, paired and made ready in the browser."""
    with transaction(engine) as session:
        make_round(session, ROUND, languages=("en",), link="none", weighted=True)
    made = []
    for houses, team, net_of, method, name in (
        (NORTH, "North", net, "kish", "Ama Mensah"),
        (SOUTH, "South", south_net, "next_birthday", "Efua Addo"),
    ):
        lines = [f"{h.code},House {h.code},{team.lower()},{h.psu},,{team},{WEIGHTS[team[0]]}" for h in houses]
        path = tmp_path / f"{team}.csv"
        path.write_text("\n".join(["unit,label,stratum,psu,place,team,weight", *lines]))
        drawn = ("--provenance", "probability", "--kind", "household", "--selection", method)
        stated = ("--statement", "Two stages: areas by size, then every tenth household.", "--as", "kofi")
        assert "Imported" in run("fieldwork", "units", ROUND, str(path), *drawn, *stated).output
        one = Enumerator(phone(javascript=True), net_of, method)
        one.page.context.add_init_script(QUICK)
        pin = new_pin(engine, name.split()[0].lower(), name, ROUND, team)
        pair(one.page, one.address, new_code(engine, clock, ROUND, team)[0])
        collects(one.page, name, pin)
        make_ready(one.page)
        one.page.get_by_role("button", name="To the list").click()
        made.append(one)
    return made[0], made[1]


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_two_phones_bring_a_sample_from_its_list_to_an_approved_release(
    enumerators: tuple[Enumerator, Enumerator], engine: Engine, run: Callable[..., Result]
) -> None:
    both = tuple(zip(enumerators, (NORTH, SOUTH), strict=True))
    for one, houses in both:  # the first day, without network
        one.airplane(True)
        for house in houses:
            one.visits(house, 0)
        asked_at_once = sum(house.fate[0] in {"interview", "partial"} for house in houses)
        assert len(on_phone(one.page)) == len(houses) + asked_at_once, "a visit each, and the interviews"
    for one, houses in both:  # the second day: what waits goes, and who was away is visited once more
        one.airplane(False)
        one.sends()
        for house in (house for house in houses if len(house.fate) > 1):
            one.visits(house, 1)
        one.sends()
    _everything_arrived_once(engine)
    _outcomes_by_stratum(json.loads(run("fieldwork", "outcomes", ROUND, "--json").stdout))
    _released(engine, run)


def _everything_arrived_once(engine: Engine) -> None:
    """Every running number of each phone from 1 on, interviews and visits together; the visits as they were made."""
    with Session(for_reading(engine)) as session:
        interviews, visits = session.scalars(select(InterviewRow)).all(), session.scalars(select(VisitRow)).all()
        assert session.query(QuarantineRow).count() == 0
        numbers: dict[str | None, list[int]] = {}
        for who, number in [(r.enumerator, r.number) for r in interviews] + [(r.enumerator, r.number) for r in visits]:
            numbers.setdefault(who, []).append(number or 0)
        for of in numbers.values():
            assert sorted(of) == list(range(1, len(of) + 1))
        assert set(numbers) == {"ama", "efua"}
        codes = {unit.id: unit.code for unit in session.scalars(select(UnitRow))}
        made = {(codes[row.unit_id], row.visit): row.outcome for row in visits}
        linked = {row.interview for row in visits if row.interview}
        assert linked == {row.response_id for row in interviews}
    assert made == {(h.code, nth): outcome(fate) for h in (*NORTH, *SOUTH) for nth, fate in enumerate(h.fate, 1)}


def outcome(fate: str) -> str:
    """The outcome of a visit as the contact sheet has it."""
    return "refused" if fate == "declined" else fate.rpartition(" ")[2]


def _outcomes_by_stratum(said: dict[str, Any]) -> None:
    """AAPOR Response Rate 2: interviews and partial ones out of all but the household where nobody is eligible."""
    for stratum, houses in zip(said["strata"], (NORTH, SOUTH), strict=True):
        last = Counter(outcome(house.fate[-1]) for house in houses)
        assert {status: n for status, n in stratum["outcomes"].items() if n} == last
        eligible = len(houses) - last["ineligible"]
        assert stratum["response_rate"] == pytest.approx((last["interview"] + last["partial"]) / eligible, abs=1e-4)
    assert [stratum["stratum"] for stratum in said["strata"]] == ["north", "south"]
    assert (said["all"]["units"], said["all"]["eligible"]) == (16, 15)
    assert said["all"]["response_rate"] == pytest.approx(11 / 15, abs=1e-4)


def _released(engine: Engine, run: Callable[..., Result]) -> None:
    """Closed, built by one person, approved by another: a probability round with the weights that follow."""
    for _ in range(2):
        run("round", "close", ROUND, "--as", "kofi")
    run("release", "build", "--round", ROUND, "--closing", "--as", "kofi")
    run("release", "approve", "--round", ROUND, "--as", "esi")
    houses = {h.code: h for h in (*NORTH, *SOUTH) if h.asked}
    weights = {code: WEIGHTS[code[0]] * house.adults for code, house in houses.items()}
    with Session(for_reading(engine)) as session:
        release = session.scalars(select(Release)).one()
        assert (release.state, release.closing) == ("approved", True)
        kept = {row.unit: row for row in session.scalars(select(ResponseRow))}
        assert {unit: row.weight for unit, row in kept.items()} == weights
        assert {(row.provenance, row.mode) for row in kept.values()} == {("probability", "enumerator")}
        assert {unit: (row.stratum, row.psu) for unit, row in kept.items()} == {
            code: ({"N": "north", "S": "south"}[code[0]], house.psu) for code, house in houses.items()
        }
        found = [m for m in measures(session, release.id) if (m.service, m.item, m.domain) == ("HLTH", "OSATIS", "_T")]
    assert [(m.series, m.n) for m in found] == [("probability", len(houses))]
    pleased = sum(weights[code] for code, house in houses.items() if house.pleased)
    assert found[0].exact == pytest.approx(100 * pleased / sum(weights.values()))
