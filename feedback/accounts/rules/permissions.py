"""The one permission table: what a role may do. Everything that asks "may this person?" asks here."""

from collections.abc import Iterable, Mapping

from feedback import N_

ROLES: Mapping[str, str] = {
    "administrator": N_("Administrator"),
    "analyst": N_("Analyst"),
    "approver": N_("Approver"),
    "coordinator": N_("Coordinator"),
    "responder": N_("Responder"),
    "moderator": N_("Moderator"),
}
DUTIES: Mapping[str, str] = {
    "administrator": N_("Looks after accounts, places and rounds, and reads the audit trail."),
    "analyst": N_("Sets up rounds, imports answers, and builds and publishes releases."),
    "approver": N_("Checks a release that someone else built, and approves or publishes it."),
    "coordinator": N_("Organises the collection in the communities."),
    "responder": N_("Answers the public for an institution."),
    "moderator": N_("Reads what people wrote before it is shown."),
}
"""What each role is there for, in a sentence."""

PERMISSIONS: Mapping[str, frozenset[str]] = {
    "desk.see": frozenset(ROLES),
    "account.manage": frozenset({"administrator"}),
    "audit.see": frozenset({"administrator"}),
    "place.manage": frozenset({"administrator", "analyst"}),
    "round.see": frozenset({"administrator", "analyst", "approver", "coordinator"}),
    "round.manage": frozenset({"administrator", "analyst"}),
    "clip.manage": frozenset({"analyst", "coordinator"}),
    "device.manage": frozenset({"administrator", "coordinator"}),
    "fieldwork.see": frozenset({"analyst", "coordinator"}),
    "fieldwork.manage": frozenset({"analyst", "coordinator"}),
    "responses.import": frozenset({"analyst"}),
    "responses.handover": frozenset({"analyst", "coordinator"}),
    "responses.open": frozenset({"administrator", "analyst"}),
    "quarantine.see": frozenset({"analyst"}),
    "remark.see": frozenset({"analyst"}),
    "release.see": frozenset({"analyst", "approver"}),
    "release.build": frozenset({"analyst"}),
    "release.approve": frozenset({"approver"}),
    "release.publish": frozenset({"analyst", "approver"}),
}
"""Permission -> roles that have it. An administrator looks after people and sees no figures before they are public."""


def allowed(roles: Iterable[str], permission: str, table: Mapping[str, frozenset[str]] = PERMISSIONS) -> bool:
    """Whether a person with these roles may do this; an unknown permission is a mistake in the program (KeyError)."""
    return not table[permission].isdisjoint(roles)


def permissions_of(roles: Iterable[str], table: Mapping[str, frozenset[str]] = PERMISSIONS) -> frozenset[str]:
    """Everything that a person with these roles may do."""
    held = frozenset(roles)
    return frozenset(permission for permission in table if allowed(held, permission, table))
