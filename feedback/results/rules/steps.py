"""The account of a closing release: what was merged or left out, and why, as plain data and as sentences."""

from dataclasses import asdict, dataclass
from typing import Literal

from feedback import N_

Why = Literal["", "few", "growth", "unstated"]


@dataclass(frozen=True)
class Step:
    """One step of coarsening: a dimension of a table goes from one rung to the next, or a whole table is held back."""

    table: str
    dimension: str
    """`SEX`, `AGE` ...; `_T` when the total itself could not be published."""
    before: str
    """`AGE:6` six age bands, `PLACE:2` second level of places, `SEX:2+_U` with the not stated merged, `_T`."""
    after: str
    """The next rung, `none`, or for a total `carried` (as in the last release) or `withheld`."""
    why: Why
    """`few`: a group would have 1 to k - 1 people; `growth`: it would have grown by so few since the last release;
    `unstated`: too many did not say to join a group, or so few did that there is nothing to show."""

    def document(self, series: str) -> dict[str, str]:
        """The step as plain data, with the series it belongs to."""
        return {"series": series, **asdict(self)}


WHY = {
    "few": N_("Otherwise some groups would be so small that people could be recognised."),
    "growth": N_("Otherwise the change since the release before would show so few people that they could be found."),
    "unstated": N_("Too many people did not say which group they are in."),
}
MERGED = N_("People who did not say are counted with the largest group.")
LEFT_OUT = {
    "SEX": N_("There is no table by sex."),
    "AGE": N_("There is no table by age."),
    "URBANISATION": N_("There is no table for town and countryside."),
    "PLACE": N_("There is no table by place."),
    "INCOME": N_("There is no table by income."),
    "DISABILITY_STATUS": N_("There is no table by difficulties in doing things."),
    "PLACE;SEX": N_("There is no table of women and men in each place."),
}
JOINED = {
    "AGE": N_("Age groups are joined."),
    "PLACE": N_("Places are shown one level higher."),
    "INCOME": N_("Income groups are joined."),
}
CARRIED = N_("The table stands as it was in the release before.")
WITHHELD = N_("The table is held back.")


def outcome(dimension: str, before: str, after: str) -> str:
    """What a step did to a table, as one English sentence to translate."""
    if after == "carried":
        return CARRIED
    if after == "withheld":
        return WITHHELD
    if after == "none":
        return LEFT_OUT[dimension]
    if after.endswith("+_U") and not before.endswith("+_U"):
        return MERGED
    return JOINED[dimension]
