"""`feedback account`: who may work here."""

import json
import sys
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from feedback.accounts.records import (
    Person,
    Problem,
    add_person,
    audit,
    count_people,
    disable_person,
    enable_person,
    find_person,
    hash_password,
    list_people,
    set_password,
    set_roles,
)
from feedback.accounts.rules import DUTIES, ROLES, clean_login, password_problem
from feedback.cli.account.device import device
from feedback.cli.context import acting, fail, ready
from feedback.database import transaction

STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
EPILOG = "\b\n" + "\n".join(f"{role:14} {about}" for role, about in DUTIES.items())


@click.group("account")
def command() -> None:
    """Accounts of people who work here and phones of those who collect; every change goes into the audit trail."""


command.add_command(device)


@command.command("add", epilog=EPILOG)
@click.argument("login")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)), help="May be repeated.")
@click.option("--as", "acts", metavar="LOGIN", help="The administrator who acts; the very first account needs none.")
@STDIN
def add(login: str, name: str, roles: tuple[str, ...], acts: str | None, password_stdin: bool) -> None:
    """Add an account for LOGIN.

    It asks for the password twice, without showing it.

    The first account of an empty instance is an administrator and needs no --as:

    \b
        feedback account add ama --name "Ama Mensah" --role administrator
    """
    settings, engine = ready()
    with transaction(engine) as session:
        _may_add(session, login, roles, acts)
    password_hash = hash_password(_new_password(password_stdin, login, name))
    now = datetime.now(UTC)
    with transaction(engine) as session:
        who = _may_add(session, login, roles, acts)
        added = _done(add_person(session, login, name, roles, password_hash, now, demonstration=settings.demonstration))
        audit(session, who, "account.add", added.login, {"name": added.name, "roles": list(added.roles)}, now)
    click.echo(f"Added {added.login} ({', '.join(added.roles)}). Sign in at /staff/.")


@command.command("disable")
@click.argument("login")
@click.option("--as", "acts", required=True, metavar="LOGIN", help="The administrator who acts.")
def disable(login: str, acts: str) -> None:
    """Close the account LOGIN and sign it out everywhere at once. What it did stays in the audit trail."""
    _settings, engine = ready()
    with transaction(engine) as session:
        who = acting(session, acts, "account.manage").login
        closed = _done(disable_person(session, login))
        audit(session, who, "account.disable", closed.login, None, datetime.now(UTC))
    click.echo(f"Disabled {closed.login}; all its sessions have ended.")


@command.command("enable")
@click.argument("login")
@click.option("--as", "acts", required=True, metavar="LOGIN", help="The administrator who acts.")
def enable(login: str, acts: str) -> None:
    """Open the closed account LOGIN again, with its roles and its password as they were."""
    _settings, engine = ready()
    with transaction(engine) as session:
        who = acting(session, acts, "account.manage").login
        opened = _done(enable_person(session, login))
        audit(session, who, "account.enable", opened.login, {"roles": list(opened.roles)}, datetime.now(UTC))
    click.echo(f"Enabled {opened.login} ({', '.join(opened.roles)}).")


@command.command("roles", epilog=EPILOG)
@click.argument("login")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)), help="May be repeated.")
@click.option("--as", "acts", required=True, metavar="LOGIN", help="The administrator who acts.")
def roles_command(login: str, roles: tuple[str, ...], acts: str) -> None:
    """Give the account LOGIN these roles in place of those it has; it holds at once, also for who is signed in."""
    _settings, engine = ready()
    with transaction(engine) as session:
        who = acting(session, acts, "account.manage").login
        before = find_person(session, login)
        changed = _done(set_roles(session, login, roles))
        detail = {"roles": list(changed.roles), "before": list(before.roles) if before else []}
        audit(session, who, "account.roles", changed.login, detail, datetime.now(UTC))
    click.echo(f"{changed.login} now has the roles {', '.join(changed.roles)}.")


@command.command("password")
@click.argument("login")
@click.option("--as", "acts", required=True, metavar="LOGIN", help="The administrator who acts, or LOGIN itself.")
@STDIN
def password(login: str, acts: str, password_stdin: bool) -> None:
    """Give the account LOGIN a new password and sign it out everywhere."""
    _settings, engine = ready()
    needed = "desk.see" if clean_login(acts) == clean_login(login) else "account.manage"
    with transaction(engine) as session:
        acting(session, acts, needed)
        person = find_person(session, login)
    if person is None:
        fail(f"There is no account {login!r}. `feedback account list` shows the accounts.")
    password_hash = hash_password(_new_password(password_stdin, person.login, person.name))
    with transaction(engine) as session:
        who = acting(session, acts, needed).login
        changed = _done(set_password(session, login, password_hash))
        audit(session, who, "account.password", changed.login, None, datetime.now(UTC))
    click.echo(f"Changed the password of {changed.login}; all its sessions have ended.")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(as_json: bool) -> None:
    """List all accounts with their roles."""
    _settings, engine = ready()
    with transaction(engine) as session:
        people = list_people(session)
    if as_json:
        rows = [{"login": p.login, "name": p.name, "roles": list(p.roles), "state": p.state} for p in people]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not people:
        click.echo('No accounts yet: feedback account add ama --name "Ama Mensah" --role administrator')
    width = max((len(person.login) for person in people), default=0)
    for person in people:
        click.echo(f"{person.login:{width}}  {person.state:8}  {', '.join(person.roles)}  ({person.name})")


def _may_add(session: Session, login: str, roles: tuple[str, ...], acts: str | None) -> str:
    """Who adds an account: an administrator, or nobody yet when the instance is empty."""
    if find_person(session, login) is not None:
        fail(f"There is already an account {clean_login(login)}.")
    if count_people(session) > 0:
        if not acts:
            fail("Say who acts, with --as and the login of an administrator.")
        return acting(session, acts, "account.manage").login
    if "administrator" not in roles:
        fail("The first account must be an administrator, who then adds the others: --role administrator")
    return clean_login(login)


def _new_password(from_stdin: bool, login: str, name: str) -> str:
    """Ask for a new password, or read it from standard input; stop when it will not do."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = click.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt="Once more")
    problem = password_problem(given, (login, name))
    if problem is not None:
        fail(str(problem))
    return given


def _done(outcome: Person | Problem) -> Person:
    if isinstance(outcome, Problem):
        fail(str(outcome))
    return outcome
