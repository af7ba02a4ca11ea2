"""Real microdata through the whole house: import, one closing release, and the published aggregates to six decimals.

The data are columns of Afrobarometer, Tunisia, round 9. They are read where they lie and are no part of this project.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from feedback.database import transaction
from feedback.languages import translate
from feedback.publication.jobs import build
from feedback.questionnaire.editions import read_edition
from feedback.questionnaire.records import close_round, create_round, open_round
from feedback.questionnaire.rules import Edition, Round, RoundSpecification
from feedback.responses.jobs import Order, Report, import_file
from feedback.responses.records import ResponseRow
from feedback.results.jobs import measures
from feedback.results.rules import Measure

GOLDEN = Path(__file__).resolve().parents[2].parent / "shared" / "reference" / "golden"
HERE = Path(__file__).parent / "tunisia"
MICRODATA = GOLDEN / "tunisia_r9_services.csv"

pytestmark = pytest.mark.skipif(not GOLDEN.parents[1].is_dir(), reason="there is no ../shared beside this checkout")


def make_round(engine: Engine, clock: datetime) -> Round:
    edition = read_edition(HERE / "edition.toml")
    assert isinstance(edition, Edition)
    specification = RoundSpecification(
        code="TUNISIA-R9",
        title={"en": "Contact with public services"},
        use="complementary",
        reason={"en": "Only a check of the computation."},
        office={"en": "Test office"},
        contact="office@example.org",
        timezone="Africa/Tunis",
        languages=("en",),
        link="none",
        weighted=True,
        plan={"rated": ["SEX", "URBANISATION"], "access": [], "local": [], "respondents": ["SEX", "URBANISATION"]},
    )
    with transaction(engine) as session:
        made = create_round(session, specification, edition, clock)
        assert isinstance(made, Round), made
        opened = open_round(session, made.code, translate, clock)
        assert isinstance(opened, Round), opened
        return opened


@pytest.fixture
def imported(engine: Engine, clock: datetime) -> Round:
    made = make_round(engine, clock)
    order = Order(made.code, HERE / "mapping.toml", MICRODATA, "analyst")
    report = import_file(engine, order, clock, lambda _step, _done, _all: None)
    assert isinstance(report, Report), report
    assert (report.rows, report.new, report.findings) == (1200, 1200, ())
    return made


def test_all_rows_of_the_tunisian_microdata_enter_with_their_weights(engine: Engine, imported: Round) -> None:
    with Session(engine) as session:
        rows, total = session.execute(select(func.count(), func.sum(ResponseRow.weight))).one()
        claims = {tuple(row) for row in session.execute(select(ResponseRow.provenance, ResponseRow.mode).distinct())}
    with MICRODATA.open() as file:
        expected = sum(float(row["withinwt_hh"]) for row in csv.DictReader(file))
    assert rows == 1200
    assert total == pytest.approx(expected, rel=1e-12)
    assert claims == {("probability", "import")}


def test_a_second_import_of_the_same_file_adds_nothing(engine: Engine, imported: Round) -> None:
    order = Order(imported.code, HERE / "mapping.toml", MICRODATA, "analyst")
    report = import_file(engine, order, datetime(2026, 11, 21, tzinfo=UTC), lambda _step, _done, _all: None)
    assert isinstance(report, Report)
    assert (report.new, report.held, report.entered) == (0, 1200, False)


DOMAINS = {"ALL/_T": "_T", "SEX/M": "SEX=M", "SEX/F": "SEX=F", "URB/U": "URBANISATION=U", "URB/R": "URBANISATION=R"}
ITEMS = {
    "EDU": {"access": "40B", "respect": "40D", "AVERAGE_OF_ATTRIBUTES": "SATIS"},
    "HLTH": {"access": "41B", "respect": "41D", "AVERAGE_OF_ATTRIBUTES": "SATIS"},
    "GOV": {"access": "42B", "respect": "42D", "AVERAGE_OF_ATTRIBUTES": "SATIS"},
}
NEAR = 1e-6
"""Percentage points; the golden shares are written with six decimals."""


def golden() -> dict[tuple[str, str, str], dict[str, str]]:
    """The published aggregates by domain, service and item, as this project names them."""
    with (GOLDEN / "golden_tunisia_r9.csv").open() as file:
        rows = list(csv.DictReader(file))
    return {
        (
            DOMAINS[f"{row['group_dim']}/{row['group']}"],
            row["service"],
            ITEMS[row["service"]][row["attribute"]],
        ): row
        for row in rows
    }


@pytest.fixture
def draft(engine: Engine, imported: Round, clock: datetime) -> dict[tuple[str, str, str], Measure]:
    """The measures of the closing release, still a draft, by domain, service and item."""
    with transaction(engine) as session:
        close_round(session, imported.code)
        close_round(session, imported.code)
    built = build(engine, imported.code, True, "analyst", clock)
    assert built.release is not None, str(built)
    assert (built.counted, built.waiting) == (1200, 0)
    with Session(engine) as session:
        found = measures(session, built.release)
    assert {measure.series for measure in found} == {"probability"}
    return {(measure.domain, measure.service, measure.item): measure for measure in found}


def test_the_closing_release_gives_the_golden_shares_weighted_and_unweighted(
    draft: dict[tuple[str, str, str], Measure],
) -> None:
    expected = golden()
    assert len(expected) == 45
    for key, row in expected.items():
        measure = draft[key]
        assert measure.exact == pytest.approx(float(row["positive_share_weighted"]), abs=NEAR), key
        assert measure.unweighted == pytest.approx(float(row["positive_share_unweighted"]), abs=NEAR), key


def test_the_closing_release_counts_users_and_answers_left_out_as_the_golden_file_does(
    draft: dict[tuple[str, str, str], Measure],
) -> None:
    for key, row in golden().items():
        if row["n_valid"]:
            assert draft[key].n == int(row["n_valid"]), key
            if key[0] == "_T":
                assert sum(draft[key].missing.values()) == int(row["n_dk_na_ra"]), key
    for domain in DOMAINS.values():
        rows = {int(row["n_sample"]) for (of, _, _), row in golden().items() if of == domain}
        assert {draft[domain, "ALL", "RESPONDENTS"].n} == rows
