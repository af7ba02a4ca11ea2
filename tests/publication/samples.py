"""Made-up measures, releases and answers for the tests of what is shown."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.config import PACKAGE
from feedback.languages import translate
from feedback.publication.records import Basis, Release, begin_release, finish_build
from feedback.publication.rules import published_cells
from feedback.questionnaire.editions import read_edition
from feedback.questionnaire.records import create_round, import_places, open_round
from feedback.questionnaire.rules import MISSING, Edition, PlaceLine, Round, RoundSpecification, pack, prune
from feedback.responses.records.rows import ResponseRow
from feedback.results.records import TallyRow
from feedback.results.rules import Measure

OFFICIAL = PACKAGE / "questionnaire" / "editions" / "sdg-16.6.2.toml"
PLACES = (("R1", "", "Suhum"), ("R2", "", "Ga East"), ("D11", "R1", "Upper Suhum"), ("D12", "R1", "Lower Suhum"))
ROUND = "PILOT-2026"


def official(path: Path = OFFICIAL) -> Edition:
    """The official edition."""
    edition = read_edition(path)
    assert isinstance(edition, Edition), edition
    return edition


def make_round(
    session: Session, edition: Edition, now: datetime, *, demonstration: bool = False, **changes: Any
) -> Round:
    """An open round of this edition with two regions, one of them with two districts."""
    lines = [
        PlaceLine(n, code, above, name, "District" if above else "Region")
        for n, (code, above, name) in enumerate(PLACES, 2)
    ]
    problems = import_places(session, "R-2026", lines, now.date())
    assert not problems, problems
    values: dict[str, Any] = {
        "code": ROUND,
        "title": {"en": "How were you served?", "fr": "Comment avez-vous été servi ?"},
        "use": "complementary",
        "reason": {"en": "It stands beside the household survey."},
        "office": {"en": "the Statistical Office"},
        "contact": "survey@example.org",
        "timezone": "Africa/Accra",
        "languages": ("en", "fr"),
        "register": "R-2026",
        "starts": date(2026, 10, 1),
        "ends": date(2026, 11, 30),
        "language_reason": "French is needed in the border districts.",
    }
    made = create_round(session, RoundSpecification(**values | changes), edition, now, demonstration=demonstration)
    assert isinstance(made, Round), made
    opened = open_round(session, made.code, translate, now)
    assert isinstance(opened, Round), opened
    return opened


def measure(service: str, item: str, exact: float | None, n: int = 400, **more: Any) -> Measure:
    """One measure of the open link, for everyone unless said otherwise."""
    positives = round(n * (exact or 0) / 100)
    given: dict[str, Any] = {
        "series": "open_link",
        "domain": "_T",
        "measure": "share",
        "unweighted": exact,
        "n_eff": float(n),
    }
    given |= {"positives": positives, "negatives": n - positives} | more
    return Measure(service=service, item=item, exact=exact, n=n, **given)


def measures_of(edition: Edition, series: str = "open_link", seed: int = 1) -> list[Measure]:
    """A whole release of measures: every service, some groups of people, some numbers held back."""
    chance = Random(seed)
    sizes = {"_T": 400, "SEX=F": 215, "SEX=M+_U": 185, "URBANISATION=R": 390, "URBANISATION=U": 10}
    sizes |= {"PLACE=R1": 250, "PLACE=D11": 130, "PLACE=D12+_U": 120, "PLACE=R2": 150, "PLACE=R1;SEX=F": 130}
    return [m for domain, n in sizes.items() for m in _of_domain(edition, series, domain, n, chance)]


def _of_domain(edition: Edition, series: str, domain: str, n: int, chance: Random) -> Iterator[Measure]:
    def one(service: str, item: str, people: int, counted: Sequence[str] = ()) -> Measure:
        exact = chance.uniform(8, 92)
        missing = {code: chance.randrange(40) for code in counted} if domain == "_T" else {}
        reason = "few" if people < 10 else "quality" if people < 30 else ""
        return measure(service, item, exact, people, series=series, domain=domain, missing=missing, reason=reason)

    yield one("ALL", "RESPONDENTS", n)
    for rated in edition.rated:
        for item in (*rated.attributes, "OSATIS"):
            yield one(rated.code, item, n * 6 // 10, ("97", "98", "99"))
        yield one(rated.code, "SATIS", n * 6 // 10)
    for access in edition.access:
        if ";" not in domain:
            yield one(access.code, "NEEDED", n, ("99",))
            yield one(access.code, "WITHOUT", n // 2, ("99",))
        if domain == "_T":
            valid = [option.code for option in edition.items[access.reason].options if option.code not in MISSING]
            yield from (one(access.code, f"REASON:{code}", n // 5) for code in valid)
    for code in edition.local:
        yield from (one(code, f"{code}:{option.code}", n) for option in edition.items[code].options[:3])


def make_draft(
    session: Session,
    this: Round,
    measures: Sequence[Measure],
    login: str,
    now: datetime,
    *,
    closing: bool = False,
    **basis: Any,
) -> Release:
    """A finished draft with these measures, built by this person."""
    release = begin_release(session, this.id, closing, login, now)
    session.add(TallyRow(release_id=release.id, round_id=this.id, closing=closing, responses=0, complete=True))
    rests_on: dict[str, Any] = {
        "responses": 400,
        "waiting": 0,
        "wording": this.wording,
        "edition_sha": this.sha256,
    } | basis
    rests_on.setdefault("texts", {"languages": [{"code": "en", "name": "English", "status": "source"}]})
    finish_build(session, release, published_cells(measures, this.weighted), Basis(**rests_on))
    return release


def add_answers(
    session: Session,
    this: Round,
    edition: Edition,
    how_many: int,
    seed: int = 1,
    provenance: str = "open_link",
    place_ids: Sequence[int | None] = (None,),
    receipt: Callable[[int], bytes] = lambda number: number.to_bytes(32),
) -> None:
    """Kept responses of made-up people: women and men, town and countryside, every route of the questionnaire."""
    chance = Random(seed)
    rows = []
    for number in range(how_many):
        answers = {
            code: chance.choice([o for o in item.codes if o not in MISSING]) for code, item in edition.items.items()
        }
        kept, _dropped = prune(edition, answers)
        rows.append(
            {
                "id": UUID(int=chance.getrandbits(128), version=4),
                "round_id": this.id,
                "wording": this.wording,
                "language": "en",
                "place_id": chance.choice(place_ids),
                "mode": "self",
                "provenance": provenance,
                "state": "kept",
                "date": date(2026, 11, 1),
                "release_id": None,
                "partial": False,
                "age": None,
                "sex": chance.choice("FM"),
                "age_group": chance.choice(("Y18T24", "Y25T34")),
                "residence": chance.choice("UR"),
                "income": "_U",
                "disability": "PWD",
                "unit": None,
                "stratum": None,
                "psu": None,
                "weight": None,
                "answers": pack(edition, kept),
                "extra": None,
                "consent": "1 en read",
                "assistance": "none",
                "others_present": None,
                "paradata": None,
                "digest": number.to_bytes(32),
                "receipt_hash": receipt(number),
            }
        )
    session.execute(insert(ResponseRow), rows)
