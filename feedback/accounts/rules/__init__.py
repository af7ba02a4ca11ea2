"""What is true about people who work here: their roles, what a role may do, and which passwords will do."""

from feedback.accounts.rules.devices import (
    PAIRING_RATE,
    PAIRING_VALID,
    Device,
    clean_pairing_code,
    device_problem,
    grouped_code,
    is_credential,
    pairing_code,
    pairing_link,
    proof_fits,
    secret_hash,
)
from feedback.accounts.rules.passwords import LONGEST, SHORTEST, normal_password, password_problem
from feedback.accounts.rules.people import Person, Problem, clean_login, login_problem, name_problem, role_problem
from feedback.accounts.rules.permissions import DUTIES, PERMISSIONS, ROLES, allowed, permissions_of
from feedback.accounts.rules.sessions import ABSOLUTE, IDLE, WINDOW, session_alive, wait_until

__all__ = [
    "ABSOLUTE",
    "DUTIES",
    "IDLE",
    "LONGEST",
    "PAIRING_RATE",
    "PAIRING_VALID",
    "PERMISSIONS",
    "ROLES",
    "SHORTEST",
    "WINDOW",
    "Device",
    "Person",
    "Problem",
    "allowed",
    "clean_login",
    "clean_pairing_code",
    "device_problem",
    "grouped_code",
    "is_credential",
    "login_problem",
    "name_problem",
    "normal_password",
    "pairing_code",
    "pairing_link",
    "password_problem",
    "permissions_of",
    "proof_fits",
    "role_problem",
    "secret_hash",
    "session_alive",
    "wait_until",
]
