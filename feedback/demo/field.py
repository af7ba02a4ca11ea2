"""The collection of the demonstration: households of two teams, who collects, and a phone that waits to be paired."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import add_device, audit, list_devices, revoke_device
from feedback.accounts.rules import Problem
from feedback.database import transaction
from feedback.demo.accounts import COORDINATOR
from feedback.demo.rounds import DATA, Unbuildable
from feedback.fieldwork.records import Draw, add_enumerator, import_units
from feedback.fieldwork.rules import read_units
from feedback.questionnaire.records import place_map
from feedback.questionnaire.rules import Round

DRAW = Draw(
    "assigned_enumerator",
    "household",
    "kish",
    "Two invented communities in each of two regions, and three invented households in each of them.",
)
ENUMERATORS = (
    ("ila", "Ila Soren (demonstration)", "Veluna", 1111),
    ("oren", "Oren Vasta (demonstration)", "Veluna", 2222),
    ("mira", "Mira Kolt (demonstration)", "Mirosa", 3333),
)
"""Code, name, team and PIN. The PINs are public."""
TEAM, LABEL = "Veluna", "Phone to try"


def begin_collection(engine: Engine, this: Round, now: datetime) -> None:
    """Bring in the households and add who collects, as a coordinator does."""
    with transaction(engine) as session:
        places = place_map(session, this.register)
        lines, problems = read_units((DATA / "units.csv").read_text("utf-8"), places, this.weighted, "units.csv")
        problems = problems or import_units(session, this, lines, DRAW, COORDINATOR.login, now.date())
        if problems:
            raise Unbuildable(*map(str, problems))
        audit(session, COORDINATOR.login, "units.import", this.code, {"units": len(lines)}, now)
        for code, name, team, pin in ENUMERATORS:
            added = add_enumerator(session, this.id, code, name, team, pin.to_bytes)
            if isinstance(added, Problem):
                raise Unbuildable(str(added))
            audit(session, COORDINATOR.login, "enumerator.add", f"{this.code} {code}", {"team": team}, now)


def waiting_phone(session: Session, round: str, now: datetime) -> str:
    """A code that pairs one phone within a day; earlier ones that nobody used are taken back."""
    for device in list_devices(session, round):
        if (device.label, device.state) == (LABEL, "waiting"):
            revoke_device(session, device.id)
    added = add_device(session, round, TEAM, LABEL, COORDINATOR.login, now)
    if isinstance(added, Problem):
        raise Unbuildable(str(added))
    device, code = added
    audit(session, COORDINATOR.login, "device.add", str(device.id), {"round": round, "team": TEAM}, now)
    return code
