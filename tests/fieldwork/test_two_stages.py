"""A two-stage sample from the unit list over the contact sheets of two phones to a published probability round."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from feedback.database import for_reading, transaction
from feedback.fieldwork.records import InterviewRow, VisitRow, add_enumerator
from feedback.fieldwork.records.ending import Reduced, reduce_round
from feedback.fieldwork.records.outcomes import outcomes
from feedback.fieldwork.rules import kish_rank, kish_table, together
from feedback.publication.jobs import build
from feedback.publication.records import Release, approve, publish, release_files
from feedback.questionnaire.editions import official_edition
from feedback.questionnaire.records import close_round, find_round
from feedback.questionnaire.rules import Round
from feedback.responses.records import QuarantineRow, ResponseRow
from feedback.results.jobs import measures
from tests.fieldwork.conftest import ROUND, Phone, add_units, visit
from tests.responses.conftest import document, make_round

STRATA = {"north": ("North", ("N1", "N2"), 25.0), "south": ("South", ("S",), 40.0)}
"""Stratum -> team, places of its PSUs in turn, inverse of the chance of each of its households."""
PSUS, HOUSEHOLDS = 4, 12
FATES = ("interview",) * 6 + (
    "partial",
    "absent then interview",
    "absent then refused",
    "refused",
    "ineligible",
    "absent",
)
GOOD = {"4.1": "3", "4.2": "2", "4.3": "3", "4.4": "2", "4.5": "3", "5": "3"}
BAD = {"4.1": "1", "4.2": "0", "4.3": "1", "4.4": "0", "4.5": "1", "5": "0"}


@dataclass(frozen=True)
class Household:
    """One sampled household, and what is to become of it."""

    code: str
    stratum: str
    psu: str
    place: str
    fate: str
    men: int
    women: int
    pleased: bool

    @property
    def team(self) -> str:
        return STRATA[self.stratum][0]

    @property
    def weight(self) -> float:
        return STRATA[self.stratum][2] * (self.men + self.women)


@dataclass
class Team:
    """A team with its phone, which counts what it makes."""

    phone: Phone
    made: int = 0
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def send(self, path: str, content: dict[str, Any]) -> Any:
        """Send a record as a phone does that loses one reply in two: it sends again."""
        answers = [self.phone.put(path, content) for _ in range(1 + len(self.sent) % 2)]
        assert {answer.status_code for answer in answers[1:]} <= {200, 202}
        self.sent.append((path, content))
        return answers[0]

    def number(self) -> int:
        self.made += 1
        return self.made


def households() -> Iterator[Household]:
    chance = Random(16_6_2)
    for stratum, (_team, places, _weight) in STRATA.items():
        for psu in range(PSUS):
            for number in range(HOUSEHOLDS):
                men, women = chance.randint(0, 3), chance.randint(1, 3)
                code = f"{stratum[0].upper()}{psu + 1}-{number + 1:02d}"
                place, fate = places[psu % len(places)], FATES[number]
                yield Household(code, stratum, f"{stratum}-{psu + 1}", place, fate, men, women, chance.random() < 0.6)


@pytest.fixture
def sample() -> list[Household]:
    return list(households())


@pytest.fixture
def probability(engine: Engine, sample: list[Household]) -> Round:
    """The open round with its list of units, as the office has drawn them."""
    lines = [f"{h.code},House {h.code},{h.stratum},{h.psu},{h.place},{h.team},{STRATA[h.stratum][2]}" for h in sample]
    with transaction(engine) as session:
        this = make_round(session, ROUND, languages=("en",), link="none", weighted=True)
        add_enumerator(session, this.id, "ama", "Ama", "North")
        add_enumerator(session, this.id, "efua", "Efua", "South")
    add_units(engine, this, "\n".join(["unit,label,stratum,psu,place,team,weight", *lines]))
    return this


def interview_in(home: Household, seed: int, number: int, collector: str) -> dict[str, Any]:
    answers = {"1": "A", "2": "A", **(GOOD if home.pleased else BAD)}
    if home.fate != "partial":  # broken off after the part about clinics
        answers |= {"6": "B", "11": "B"}
    paradata = {"seconds": 600, "collector": collector, "number": number, "adults": home.men + home.women}
    more = {"round": ROUND, "unit": home.code, "place": home.place, "answers": answers, "texts": {}}
    return document(official_edition(), seed, **more, paradata=paradata)


def go_to(team: Team, home: Household, seed: int, collector: str) -> None:
    """Visit one household as often as its fate wants, filling in the contact sheet, and interview who is chosen."""
    adults = home.men + home.women
    rank = kish_rank(kish_table(ROUND, home.code), adults)
    chosen = {"method": "kish", "men": home.men, "women": home.women, "rank": rank}
    for turn, outcome in enumerate(home.fate.split(" then "), 1):
        talked = outcome in {"interview", "partial", "refused"}
        row = visit(seed * 10 + turn, home.code, outcome, visit=turn, collector=collector)
        row |= {"adults": adults if talked else None, "selection": chosen if talked else None}
        if outcome in {"interview", "partial"}:
            made = interview_in(home, seed, team.number(), collector)
            assert team.send("responses", made).status_code == 201
            row |= {"interview": made["id"]}
        assert team.send("visits", row | {"number": team.number()}).status_code == 201


def test_a_two_stage_sample_becomes_a_probability_round_with_outcomes_by_stratum(
    probability: Round, sample: list[Household], pair: Callable[..., Phone], engine: Engine, clock: datetime
) -> None:
    teams = {name: Team(pair(name)) for name in ("North", "South")}
    kits: dict[str, Any] = {name: team.phone.kit().json for name, team in teams.items()}
    for name, kit in kits.items():
        assert [unit["code"] for unit in kit["units"]] == sorted(h.code for h in sample if h.team == name)
        assert {unit["table"] for unit in kit["units"]} <= set(range(12))
    for seed, home in enumerate(sample, 1):
        go_to(teams[home.team], home, seed, {"North": "ama", "South": "efua"}[home.team])

    _strangers_do_not_count(teams["South"], sample)
    for team in teams.values():
        answer: Any = team.phone.receipts([content["id"] for _path, content in team.sent], unsent=0, made=team.made)
        assert len(answer.json["receipts"]) == len({content["id"] for _path, content in team.sent})

    with transaction(engine) as session:
        close_round(session, ROUND)
        close_round(session, ROUND)
    _the_outcomes_are_right(engine, probability, sample)
    release = _the_shares_are_right(engine, sample, clock)
    _the_release_says_how_people_were_drawn(engine, release, clock, next(iter(teams.values())).phone.client)
    _who_and_when_is_taken_out(engine)
    _the_outcomes_are_right(engine, probability, sample)


def _strangers_do_not_count(team: Team, sample: list[Household]) -> None:
    """A second interview of a household, from another phone, and one of a household that nobody drew."""
    again = interview_in(sample[0], 9_001, team.number(), "efua")
    assert team.send("responses", again).json["receipt"]["reason"] == "unit_twice"
    unknown = interview_in(sample[0], 9_002, team.number(), "efua") | {"unit": "N9-01"}
    assert team.send("responses", unknown).json["receipt"]["reason"] == "unit_unknown"


def _the_outcomes_are_right(engine: Engine, this: Round, sample: list[Household]) -> None:
    with Session(for_reading(engine)) as session:
        strata = outcomes(session, this.id)
    assert [one.stratum for one in strata] == ["north", "south"]
    for one in strata:
        last = Counter(h.fate.split(" then ")[-1] for h in sample if h.stratum == one.stratum)
        assert {status: n for status, n in one.statuses.items() if n} == last
        assert one.response_rate == pytest.approx(32 / 44)
    assert together(strata).units == 2 * PSUS * HOUSEHOLDS


def _the_shares_are_right(engine: Engine, sample: list[Household], clock: datetime) -> int:
    """The closing release against the plainest estimator there is: weighted people over weighted people."""
    built = build(engine, ROUND, True, "kofi", clock)
    assert built.release is not None, str(built)
    asked = [h for h in sample if h.fate.endswith(("interview", "partial"))]
    assert (built.counted, built.waiting) == (len(asked), 0)
    with Session(for_reading(engine)) as session:
        found = [m for m in measures(session, built.release) if (m.service, m.item) == ("HLTH", "OSATIS")]
        kept = session.scalars(select(ResponseRow)).all()
        assert session.query(QuarantineRow).count() == 2
    assert {m.series for m in found} == {"probability"}
    assert {(r.provenance, r.mode) for r in kept} == {("probability", "enumerator")}
    by_unit = {h.code: h for h in sample}
    assert all(r.weight == by_unit[r.unit or ""].weight for r in kept)
    assert {(r.stratum, r.psu) for r in kept} == {(h.stratum, h.psu) for h in asked}
    everyone = next(m for m in found if m.domain == "_T")
    weighted = sum(h.weight for h in asked if h.pleased) / sum(h.weight for h in asked)
    assert everyone.n == len(asked)
    assert everyone.exact == pytest.approx(100 * weighted)
    assert everyone.unweighted == pytest.approx(100 * sum(h.pleased for h in asked) / len(asked))
    return built.release


def _the_release_says_how_people_were_drawn(engine: Engine, id: int, clock: datetime, anyone: FlaskClient) -> None:
    """Approved by a second person and published, the closing release tells the sample and its response rate."""
    with transaction(engine) as session:
        this = find_round(session, ROUND)
        assert this is not None
        assert approve(session, id, "esi", clock) is None
        files = release_files(session, this, session.get_one(Release, id), demonstration=False)
        assert publish(session, id, "esi", clock, files) is None
    assert "satisfied" in anyone.get(f"/results/{ROUND}/").text
    page = anyone.get(f"/results/{ROUND}/1/method", follow_redirects=True).text
    assert "Two stages: PSUs by size, then every tenth household." in page
    assert "About 95 households or people were drawn. Of every 100 that could be asked, 73 answered" in page


def _who_and_when_is_taken_out(engine: Engine) -> None:
    with transaction(engine) as session:
        this = find_round(session, ROUND)
        assert this is not None
        done = reduce_round(session, this)
        assert isinstance(done, Reduced)
        assert (done.interviews, done.aside, done.unread) == (66, 2, 0)
        for row in [*session.scalars(select(InterviewRow)), *session.scalars(select(VisitRow))]:
            assert (row.enumerator, row.number, row.started, row.finished, row.received) == (None,) * 5
        assert reduce_round(session, this) == Reduced(0, 0, 0, 0, 0)
        for aside in session.scalars(select(QuarantineRow)):
            assert "efua" not in aside.raw.decode()
            assert json.loads(aside.raw)["paradata"].keys() == {"seconds", "adults"}
