"""The life of a release: draft, approved, published, or discarded; and who may move it.

A second person approves: that is decided here, and the records and the database ask for it again.
"""

from typing import Literal, Protocol

from feedback import N_

State = Literal["draft", "approved", "published", "discarded"]
Step = Literal["approve", "publish", "discard"]

STATES: tuple[State, ...] = ("draft", "approved", "published", "discarded")
OPEN: tuple[State, ...] = ("draft", "approved")
"""The states of a release that is neither public nor gone: a round has at most one of them."""
OVER = {
    "published": N_("This release is published. A published release never changes."),
    "discarded": N_("This release was discarded. Build a new one."),
}
NOT_APPROVED = N_("This release is not approved yet. A second person has to approve it first.")


class Standing(Protocol):
    """What the rules need to know of a release; `digest` is empty until the build is finished."""

    @property
    def state(self) -> str: ...

    @property
    def built_by(self) -> str: ...

    @property
    def digest(self) -> str: ...


def may_approve(release: Standing, login: str) -> bool:
    """Whether this person may approve this release: never the one who built it, and only a finished draft."""
    return refusal(release, "approve", login) is None


def refusal(release: Standing, step: Step, login: str) -> str | None:
    """Why this person may not take this step with this release, as a sentence; None when nothing stands against it."""
    if release.state in OVER:
        return OVER[release.state]
    if step == "publish":
        return NOT_APPROVED if release.state == "draft" else None
    if step == "approve":
        return _against_approval(release, login)
    return None


def _against_approval(release: Standing, login: str) -> str | None:
    if release.state == "approved":
        return N_("This release is already approved.")
    if not release.digest:
        return N_("This release is still being built.")
    if same_person(release.built_by, login):
        return N_("You built this release. Another person has to approve it.")
    return None


def same_person(one: str, other: str) -> bool:
    """Whether two logins are the same account, however they are typed."""
    return one.strip().casefold() == other.strip().casefold()
