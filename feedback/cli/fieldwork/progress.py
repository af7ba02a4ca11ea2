"""`feedback fieldwork outcomes`, `board` and `reduce`: how far collection has come, and how its checks end."""

import json
from datetime import UTC, datetime

import click

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.database import transaction
from feedback.fieldwork.records import list_enumerators, samples
from feedback.fieldwork.records.board import Doubts, Phone, doubts, phones
from feedback.fieldwork.records.ending import reduce_round
from feedback.fieldwork.records.outcomes import outcomes as count_outcomes
from feedback.fieldwork.rules import DEFINITION, STATUSES, Progress, together


@click.command("outcomes")
@click.argument("code", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def outcomes(code: str, as_json: bool) -> None:
    """What has become of the units of ROUND, by stratum, with the response rate.

    A unit is what its interview is, or else the outcome of its last visit. The response rate is AAPOR Response Rate 2.
    """
    _settings, engine = ready()
    with transaction(engine) as session:
        this = round_of(session, code)
        strata = count_outcomes(session, this.id)
        lists = [
            {"units": s.units, "provenance": s.provenance, "statement": s.statement} for s in samples(session, this.id)
        ]
    rows = [*strata, *([together(strata)] if len(strata) != 1 else [])]
    if as_json:
        whole = _row(together(strata))
        content = {"round": code, "definition": DEFINITION, "samples": lists, "strata": [_row(s) for s in strata]}
        click.echo(json.dumps(content | {"all": whole}, ensure_ascii=False, indent=2))
        return
    if not strata:
        click.echo(f"The round {code} has no units yet: feedback fieldwork units {code} FILE.csv ...")
        return
    for row, name in zip(rows, [*(s.stratum or "(no stratum)" for s in strata), "All"], strict=False):
        counts = ", ".join(f"{row.statuses[s]} {title.lower()}" for s, title in STATUSES.items() if row.statuses[s])
        rate = "no response rate" if row.response_rate is None else f"response rate {row.response_rate:.1%}"
        click.echo(f"{name}: {row.units} units, {rate}\n    {counts}")
    click.echo(f"\n{DEFINITION}")


@click.command("board")
@click.argument("code", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def board(code: str, as_json: bool) -> None:
    """The phones of ROUND: what each made, what arrived, which running numbers are missing, and when it was seen.

    Exit code 1 when a phone that holds interviews has not been seen for three days.
    """
    now = datetime.now(UTC)
    _settings, engine = ready()
    with transaction(engine) as session:
        this = round_of(session, code)
        found = phones(session, code, this.id, now)
        look = doubts(session, this.id, [one.code for one in list_enumerators(session, this.id)])
    if as_json:
        click.echo(json.dumps([_phone(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(_line(one))
        for line in _doubts(look):
            click.echo(line)
        if not found:
            click.echo(f"No phone yet: feedback account device add --round {code} --team TEAM --as LOGIN")
    if any(one.silent for one in found):
        click.get_current_context().exit(1)


@click.command("reduce")
@click.argument("code", metavar="ROUND")
@as_option
def reduce(code: str, login: str) -> None:
    """End the checks of ROUND: who collected an interview and when is taken out for good, outcomes stay.

    This is what people were promised. The round has to be closed; it may be run again for what arrived since.
    """
    _settings, engine = ready()
    with transaction(engine) as session:
        person = acting(session, login, "fieldwork.manage")
        done = reduce_round(session, round_of(session, code))
        if isinstance(done, list):
            fail("\n".join(map(str, done)))
        detail = vars(done)
        audit(session, person.login, "fieldwork.reduce", code, detail, datetime.now(UTC))
    click.echo(f"Took enumerators, numbers and times out of {done.interviews} interviews and {done.visits} visits,")
    click.echo(f"of {done.practice} results of practice and of {done.aside} records in quarantine.")
    if done.unread:
        click.echo(f"{done.unread} records in quarantine cannot be read and stay as they came: see /staff/quarantine/.")


def _row(row: Progress) -> dict[str, object]:
    rate = row.response_rate
    return {
        "stratum": row.stratum,
        "units": row.units,
        "eligible": row.eligible,
        "answered": row.answered,
        "response_rate": None if rate is None else round(rate, 4),
        "outcomes": dict(row.statuses),
    }


def _phone(one: Phone) -> dict[str, object]:
    return {
        "id": str(one.device.id),
        "label": one.device.label,
        "team": one.device.team,
        "state": one.device.state,
        "seen": one.seen and one.seen.isoformat(),
        "made": one.made,
        "arrived": one.arrived,
        "missing": list(one.missing),
        "twice": list(one.twice),
        "unsent": one.unsent,
        "storage": one.storage,
        "silent": one.silent,
    }


def _line(one: Phone) -> str:
    seen = f"seen {one.seen:%Y-%m-%d %H:%M} UTC" if one.seen else "not seen yet"
    missing = f", missing {', '.join(map(str, one.missing))}" if one.missing else ""
    silent = ". It holds interviews and has been silent for three days" if one.silent else ""
    counts = f"{one.made} made, {one.arrived} arrived{missing}, {one.unsent} unsent"
    return f"{one.device.team}  {one.device.label or one.device.id}  {one.device.state}: {counts}, {seen}{silent}"


def _doubts(look: Doubts) -> list[str]:
    lines = [f"{n} interviews by {code}, whom the round does not know" for code, n in look.unknown_codes.items()]
    if look.announced:
        lines.append(f"{look.announced} visits ended with an interview that has not arrived")
    lines += [f"unit {unit}: another adult was chosen later; the first choice stands" for unit in look.redrawn]
    return [*lines, *(f"unit {unit}: another adult was chosen than Kish's table says" for unit in look.off_table)]
