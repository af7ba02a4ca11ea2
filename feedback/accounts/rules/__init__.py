"""What is true about people who work here: their roles, what a role may do, and which passwords will do."""

from feedback.accounts.rules.passwords import LONGEST, SHORTEST, normal_password, password_problem
from feedback.accounts.rules.people import Person, Problem, clean_login, login_problem, name_problem, role_problem
from feedback.accounts.rules.permissions import DUTIES, PERMISSIONS, ROLES, allowed, permissions_of
from feedback.accounts.rules.sessions import ABSOLUTE, IDLE, WINDOW, session_alive, wait_until

__all__ = [
    "ABSOLUTE",
    "DUTIES",
    "IDLE",
    "LONGEST",
    "PERMISSIONS",
    "ROLES",
    "SHORTEST",
    "WINDOW",
    "Person",
    "Problem",
    "allowed",
    "clean_login",
    "login_problem",
    "name_problem",
    "normal_password",
    "password_problem",
    "permissions_of",
    "role_problem",
    "session_alive",
    "wait_until",
]
