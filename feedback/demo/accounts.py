"""The accounts of the demonstration. Their passwords are public, and they open nothing outside a demonstration."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from feedback.accounts.records import add_person, audit, hash_password
from feedback.accounts.rules import Problem
from feedback.database import transaction


@dataclass(frozen=True)
class Account:
    """One demonstration account: its role is its login."""

    login: str
    name: str
    password: str


ADMINISTRATOR = Account("administrator", "Alma Reyo (demonstration)", "river lantern maple stone")
ANALYST = Account("analyst", "Noor Besani (demonstration)", "paper window orange hill")
APPROVER = Account("approver", "Tomas Ilek (demonstration)", "copper garden violin tide")
COORDINATOR = Account("coordinator", "Sela Marin (demonstration)", "basket thunder willow coin")
ACCOUNTS = (ADMINISTRATOR, ANALYST, APPROVER, COORDINATOR)


def add_accounts(engine: Engine, now: datetime) -> None:
    """Add the accounts, marked as those of a demonstration."""
    for account in ACCOUNTS:
        hashed = hash_password(account.password)
        with transaction(engine) as session:
            added = add_person(session, account.login, account.name, [account.login], hashed, now, demonstration=True)
            if isinstance(added, Problem):
                raise ValueError(str(added))
            audit(session, ADMINISTRATOR.login, "account.add", account.login, {"demonstration": True}, now)
