"""`feedback round simulate`: what an expected number of answers would show, before anyone is promised anything."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np
from sqlalchemy import Engine

from feedback.cli.context import fail, ready
from feedback.cli.round.expectation import NEED, Assumptions, Expectation, expect
from feedback.cli.round.reading import read_round, refuse
from feedback.database import transaction
from feedback.questionnaire.records import find_round, place_map, round_edition
from feedback.questionnaire.rules import Edition, Place, Problem
from feedback.results.rules import EVERYONE, REASONS, TOTAL, Plan, read_plan

PERCENT = click.FloatRange(0, 100)
BY = {
    "SEX": "by sex",
    "AGE": "by age",
    "URBANISATION": "by residence",
    "PLACE": "by place",
    "INCOME": "by income",
    "DISABILITY_STATUS": "by disability",
    "PLACE;SEX": "by place and sex",
}


@click.command("simulate")
@click.argument("round_or_file", metavar="CODE|FILE")
@click.option("--answers", type=click.IntRange(1, 1_000_000), required=True, help="How many answers you expect.")
@click.option(
    "--need",
    "needs",
    multiple=True,
    metavar="SERVICE=PERCENT",
    help="Who needed a service; may be repeated. " + ", ".join(f"{s}={100 * n:.0f}" for s, n in NEED.items()) + ".",
)
@click.option("--disability", type=PERCENT, default=12, show_default=True, help="Percent of people with a disability.")
@click.option("--unstated", type=PERCENT, default=3, show_default=True, help="Percent who leave a question open.")
@click.option("--seed", default=1, show_default=True, help="Another number draws other people.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def simulate(
    round_or_file: str,
    answers: int,
    needs: tuple[str, ...],
    disability: float,
    unstated: float,
    seed: int,
    as_json: bool,
) -> None:
    """Say what an expected number of answers to a round would show, and how finely.

    It makes up that many people, spread over the places by population, carries out the closing of the round over them
    with its own publication plan, and stores nothing. CODE is a round that exists, FILE one that may become one.

    \b
        feedback round simulate round.toml --answers 3000 --need government=15
    """
    _settings, engine = ready()
    edition, plan, places = _subject(engine, round_or_file)
    assumptions = Assumptions(_needs(edition, needs), disability=disability / 100, unstated=unstated / 100)
    found = expect(edition, plan, places, answers, assumptions, np.random.default_rng(seed))
    if as_json:
        click.echo(json.dumps([asdict(line) for line in found], indent=2))
        return
    needed = ", ".join(f"{service} needed by {100 * share:.0f} %" for service, share in assumptions.need.items())
    click.echo(f"{answers:,} made-up people (seed {seed}). Assumed: {needed}. Nothing is stored.")
    for line in _lines(edition, plan, found):
        click.echo(line)


def _subject(engine: Engine, round_or_file: str) -> tuple[Edition, Plan, Mapping[str, Place]]:
    """The edition, the publication plan and the places of a round by its code, or of one that a file describes."""
    file = Path(round_or_file)
    if file.is_file():
        specification, edition, plan = read_round(file)
        register = specification.register
    with transaction(engine) as session:
        if not file.is_file():
            this = find_round(session, round_or_file)
            if this is None:
                fail(f"There is no round and no file {round_or_file}. `feedback round list` shows the rounds.")
            edition, register = round_edition(session, this), this.register
            read = read_plan(this.plan or {})
            if isinstance(read, list):
                refuse([Problem("", "plan", reason) for reason in read])
            plan = read
        places = place_map(session, register) if register else {}
    if register and not places:
        fail(f"There is no register {register!r}: first run `feedback places import`.")
    return edition, plan, places


def _needs(edition: Edition, given: tuple[str, ...]) -> dict[str, float]:
    """The share who needed each access service of the edition."""
    needs = {service.code: NEED.get(service.code, 0.5) for service in edition.access}
    for text in given:
        service, _, percent = text.partition("=")
        try:
            share = float(percent) / 100
        except ValueError:
            share = -1.0
        if service not in needs or not 0 <= share <= 1:
            raise click.BadParameter(f"{text!r} is not one of {', '.join(needs)} with a percentage, such as health=60.")
        needs[service] = share
    return needs


def _lines(edition: Edition, plan: Plan, found: list[Expectation]) -> Iterator[str]:
    for line in found:
        if line.dimension == TOTAL:
            yield ""
            yield f"{_name(edition, line.table)} ({line.table}): {line.answers:,} answers"
        yield f"  {BY.get(line.dimension, 'in total'):18}{_verdict(plan, line)}"


def _verdict(plan: Plan, line: Expectation) -> str:
    if not line.rung:
        return f"left out: some group would have 1 to {plan.k - 1} people"
    if line.dimension == TOTAL:
        return "shown" if line.shown else f"held back: fewer than {plan.minimum_n} answers"
    detail, merged, _ = line.rung.partition(":")[2].partition("+_U")
    said = [f"{line.shown} group{'' if line.shown == 1 else 's'} shown"]
    if line.dimension == "PLACE":
        said.append(f"down to level {detail}")
    if merged:
        said.append("those who did not say counted with the largest")
    if line.held:
        said.append(f"{line.held} held back with fewer than {plan.minimum_n} answers")
    return ", ".join(said)


def _name(edition: Edition, table: str) -> str:
    """What a table is about, in words."""
    if table == EVERYONE:
        return "Who answered"
    titles = {section.code: section.title for section in edition.sections}
    service, _, _ = table.partition(":")
    if table.endswith(REASONS):
        return f"Why people went without: {titles[service]}"
    if service in titles:
        return f"Who needed it and who went without: {titles[service]}"
    rated = {rated.code: f"How it was: {rated.name}" for rated in edition.rated}
    return rated.get(service) or edition.items[service].text
