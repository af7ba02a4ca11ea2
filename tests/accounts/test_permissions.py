"""The permission table: more roles never allow less, and everyone can reach the desk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.accounts.rules import DUTIES, PERMISSIONS, ROLES, allowed, permissions_of

roles = st.frozensets(st.sampled_from(sorted(ROLES)))
permission = st.sampled_from(sorted(PERMISSIONS))


@given(roles, permission, st.sampled_from(sorted(ROLES)))
def test_a_role_never_gains_by_losing_a_permission(held, lost, loser) -> None:
    fewer = dict(PERMISSIONS) | {lost: PERMISSIONS[lost] - {loser}}
    assert permissions_of(held, fewer) <= permissions_of(held)


@given(roles, roles)
def test_more_roles_never_allow_less(held, more) -> None:
    assert permissions_of(held) <= permissions_of(held | more)
    assert permissions_of(held | more) == permissions_of(held) | permissions_of(more)


@given(permission)
def test_nobody_may_do_anything_without_a_role(asked) -> None:
    assert not allowed((), asked)
    assert not allowed(("visitor",), asked)


def test_an_unknown_permission_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError):
        allowed(("administrator",), "release.biuld")


def test_every_permission_names_known_roles_and_every_role_has_a_duty() -> None:
    assert frozenset().union(*PERMISSIONS.values()) <= set(ROLES)
    assert set(DUTIES) == set(ROLES)
    assert all(allowed((role,), "desk.see") for role in ROLES)


def test_an_administrator_sees_no_figures_and_an_approver_builds_none() -> None:
    assert not permissions_of({"administrator"}) & {"release.see", "release.build", "release.approve", "quarantine.see"}
    assert "release.build" not in permissions_of({"approver"})
    assert "release.approve" not in permissions_of({"analyst"})
