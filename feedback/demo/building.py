"""Building the demonstration: an invented country, a closed pilot and an open round, both with published results."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from feedback.accounts.records import audit
from feedback.database import transaction
from feedback.demo.accounts import ADMINISTRATOR, add_accounts
from feedback.demo.crowds import Crowd, gather
from feedback.demo.field import begin_collection
from feedback.demo.rounds import begin_round, bring_places, end_round, release

PILOT, ROUND = "KELANDRA-PILOT", "KELANDRA"
EIGHT = (
    "XFA010101",
    "XFA010202",
    "XFA020101",
    "XFA020302",
    "XFA030101",
    "XFA030202",
    "XFA040102",
    "XFA040201",
)
IN_THE_PILOT = Crowd(300, "community_token", days=(80, 52), communities=EIGHT)
FIRST = (
    Crowd(3200, "open_link", days=(28, 8)),
    Crowd(1200, "assigned_enumerator", mode="enumerator", days=(26, 10), first=3200),
)
SINCE = Crowd(1500, "open_link", days=(7, 0), first=4400)
"""Who answered since the first release: enough people of every kind that one more answer can be shown with theirs."""


def build_demonstration(engine: Engine, now: datetime, progress: Callable[[int], None] = lambda _: None) -> None:
    """Fill an empty database with the demonstration; `progress` hears how much of a hundred is done."""

    def day(before: int) -> datetime:
        return now - timedelta(days=before)

    add_accounts(engine, now)
    bring_places(engine, now)
    progress(5)
    pilot = begin_round(engine, "pilot.toml", day(80).date(), day(50).date(), now)
    gather(engine, pilot, IN_THE_PILOT, now.date())
    end_round(engine, pilot.code, now)
    release(engine, pilot.code, True, now)
    progress(25)
    this = begin_round(engine, "round.toml", day(30).date(), day(-60).date(), now)
    for crowd in FIRST:
        gather(engine, this, crowd, now.date())
    begin_collection(engine, this, day(30))
    progress(55)
    release(engine, this.code, False, now)
    progress(80)
    gather(engine, this, SINCE, now.date())
    with transaction(engine) as session:
        audit(session, ADMINISTRATOR.login, "demo.build", this.code, {"pilot": pilot.code}, now)
    progress(100)
