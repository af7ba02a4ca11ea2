"""An export as KoboToolbox writes it, and the mapping that an office would write for it."""

import tomllib
from typing import Any

MAPPING = """
[study]
source = "Household survey on services in two regions, October 2026"
provenance = "assigned_enumerator"

[file]
missing = ["NA"]

[id]
columns = ["_uuid"]

[consent]
statement = "Interviewers asked everyone for consent before the interview and recorded the answer."
how = "heard"
column = "consent"
yes = ["yes"]

[eligible]
statement = "Only usual residents of 18 and older were listed; the age was asked and recorded."

[date]
column = "end"

[language]
column = "lang"
values = { English = "en", "Français" = "fr" }

[place]
column = "district"
values = { Tamale = "N1", Savelugu = "N2" }

[age]
column = "age"
missing = ["999"]

[stratum]
column = "stratum"

[psu]
column = "cluster"

[answers.1]
column = "needed_care"
values = { yes = "A", no = "B", refused = "99" }

[answers.2]
column = "every_time"
values = { yes = "A", no = "B" }

[answers."4.1"]
column = "easy_to_reach"

[answers."5"]
column = "overall"

[answers."6"]
constant = "B"

[answers."11"]
constant = "B"

[answers.sex]
column = "sex"
values = { 1 = "M", 2 = "F" }

[answers.residence]
constant = "R"
"""

HEADER = (
    "end,consent,lang,district,age,stratum,cluster,health/needed_care,health/every_time,health/easy_to_reach,"
    "health/overall,sex,_uuid"
)
ROWS = (
    "2026-10-05T10:11:12.000+00:00,yes,English,Tamale,31,1,101,yes,yes,Strongly agree,2,1.0,u1",
    "2026-10-05T11:00:00.000+00:00,yes,Français,Savelugu,64,1,102,no,.,,,2.0,u2",
    "2026-10-06,yes,English,,999,2,201,yes,yes,1,98,2,u3",
)


def export(*rows: str) -> bytes:
    return "\n".join((HEADER, *(rows or ROWS), "")).encode()


def mapping(**changes: Any) -> dict[str, Any]:
    """The mapping as tables, with some of them replaced; None takes one out."""
    tables = tomllib.loads(MAPPING) | changes
    return {name: table for name, table in tables.items() if table is not None}
