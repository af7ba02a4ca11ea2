"""What is remembered about people who work here: accounts, sessions, tries to sign in, and the audit trail."""

from feedback.accounts.records.hashing import TooBusy, hash_password, verify_password
from feedback.accounts.records.people import (
    add_person,
    count_people,
    disable_person,
    end_sessions,
    find_person,
    list_people,
    set_password,
)
from feedback.accounts.records.rows import PersonRow, SignInAttempt, StaffSession
from feedback.accounts.records.sessions import keep_awake, needs_waking, open_session, person_of_token, sign_out
from feedback.accounts.records.sign_ins import sign_in
from feedback.accounts.records.trail import AuditRow, audit, audit_guards, drop_audit_guards, latest_audit
from feedback.accounts.rules import Person, Problem

__all__ = [
    "AuditRow",
    "Person",
    "PersonRow",
    "Problem",
    "SignInAttempt",
    "StaffSession",
    "TooBusy",
    "add_person",
    "audit",
    "audit_guards",
    "count_people",
    "disable_person",
    "drop_audit_guards",
    "end_sessions",
    "find_person",
    "hash_password",
    "keep_awake",
    "latest_audit",
    "list_people",
    "needs_waking",
    "open_session",
    "person_of_token",
    "set_password",
    "sign_in",
    "sign_out",
    "verify_password",
]
