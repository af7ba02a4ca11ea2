"""`feedback fieldwork units`: the list of households or persons to visit."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from feedback.accounts.records import audit, list_devices
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.database import transaction
from feedback.fieldwork.records import Draw, import_units
from feedback.fieldwork.rules import KINDS, PROVENANCES, SELECTIONS, read_units
from feedback.questionnaire.records import place_map

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("units")
@click.argument("code", metavar="ROUND")
@click.argument("file", type=FILE)
@click.option("--provenance", required=True, type=click.Choice(PROVENANCES), help="How the units were chosen.")
@click.option("--kind", required=True, type=click.Choice(KINDS), help="What a unit is.")
@click.option("--selection", required=True, type=click.Choice(SELECTIONS), help="How one adult of a unit is chosen.")
@click.option("--statement", required=True, help="How the sample was drawn, in a sentence that can be printed.")
@as_option
def units(code: str, file: Path, provenance: str, kind: str, selection: str, statement: str, login: str) -> None:
    """Add the units in FILE (CSV) to ROUND, all of them or none; a list that has entered never changes.

    The first line is: unit,label,stratum,psu,place,team,weight. Only unit and team are needed, in a weighted round also
    weight, which is one over the chance with which the unit was drawn. Every mistake is named with its line.
    """
    _settings, engine = ready()
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        fail(f"{file}: The file is not UTF-8 text.")
    now = datetime.now(UTC)
    draw = Draw(provenance, kind, selection, statement)
    with transaction(engine) as session:
        person = acting(session, login, "fieldwork.manage")
        this = round_of(session, code)
        places = place_map(session, this.register) if this.register else {}
        lines, problems = read_units(text, places, this.weighted, str(file))
        today = now.astimezone(ZoneInfo(this.timezone)).date()
        problems = problems or import_units(session, this, lines, draw, person.login, today)
        if problems:
            fail("\n".join(map(str, problems)) + f"\nNothing was imported ({len(problems)} to mend).")
        detail = {"units": len(lines), "provenance": provenance, "kind": kind, "selection": selection}
        audit(session, person.login, "units.import", code, detail | {"statement": draw.statement}, now)
        paired = {device.team for device in list_devices(session, code) if device.state != "revoked"}
    teams = sorted({line.team for line in lines})
    click.echo(f"Imported {len(lines)} units for {len(teams)} teams into the round {code}.")
    for team in teams:
        if team not in paired:
            click.echo(f"No phone for team {team} yet: feedback account device add --round {code} --team '{team}'")
