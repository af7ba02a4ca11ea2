"""What is remembered about people who work here and the phones they send out, tries to sign in, and the audit trail."""

from feedback.accounts.records.devices import (
    add_device,
    device_of_token,
    find_device,
    list_devices,
    pair_device,
    revoke_device,
    wrote,
)
from feedback.accounts.records.hashing import TooBusy, hash_password, verify_password
from feedback.accounts.records.people import (
    add_person,
    count_people,
    disable_person,
    enable_person,
    end_sessions,
    find_person,
    list_people,
    set_password,
    set_roles,
)
from feedback.accounts.records.rows import DeviceRow, PersonRow, SignInAttempt, StaffSession
from feedback.accounts.records.sessions import keep_awake, needs_waking, open_session, person_of_token, sign_out
from feedback.accounts.records.sign_ins import sign_in
from feedback.accounts.records.trail import AuditRow, audit, audit_guards, drop_audit_guards, latest_audit
from feedback.accounts.rules import Device, Person, Problem

__all__ = [
    "AuditRow",
    "Device",
    "DeviceRow",
    "Person",
    "PersonRow",
    "Problem",
    "SignInAttempt",
    "StaffSession",
    "TooBusy",
    "add_device",
    "add_person",
    "audit",
    "audit_guards",
    "count_people",
    "device_of_token",
    "disable_person",
    "drop_audit_guards",
    "enable_person",
    "end_sessions",
    "find_device",
    "find_person",
    "hash_password",
    "keep_awake",
    "latest_audit",
    "list_devices",
    "list_people",
    "needs_waking",
    "open_session",
    "pair_device",
    "person_of_token",
    "revoke_device",
    "set_password",
    "set_roles",
    "sign_in",
    "sign_out",
    "verify_password",
    "wrote",
]
