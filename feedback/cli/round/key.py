"""`feedback round key`: the keys that phones seal answers to. Private keys lie in files and never in the database."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from feedback.accounts.records import audit
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.cli.round.reading import refuse
from feedback.database import transaction
from feedback.questionnaire.records import add_key, give_up_key, prove_key, round_keys, sealing_key
from feedback.questionnaire.rules import RoundKey
from feedback.responses.records import count_sealed, give_up_sealed
from feedback.seals import NeedsPassphrase, PrivateKey, from_pem, new_private_key, public_bytes, shown, to_pem

OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="The file for the private key; new.")
KEY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PASSPHRASE = click.option("--passphrase", is_flag=True, help="Lock the file with a passphrase, which is asked for.")


@click.group("key")
def key() -> None:
    """The keys of a round whose answers are sealed on the phone; docs/sealed.md says how to look after them."""


@key.command("make")
@click.argument("code", metavar="ROUND")
@OUT
@PASSPHRASE
@as_option
def make(code: str, out: Path, passphrase: bool, login: str) -> None:
    """Make the first key of ROUND: the private key goes into a file, the public one into the database.

    Copy the file to another place, and prove that copy: the round cannot be opened before.
    """
    _new(code, out, passphrase, login, first=True)


@key.command("rotate")
@click.argument("code", metavar="ROUND")
@OUT
@PASSPHRASE
@as_option
def rotate(code: str, out: Path, passphrase: bool, login: str) -> None:
    """Make a new key for ROUND. Phones seal to it once a second copy is proven; keep the files of all older keys.

    A phone that has been offline for weeks still seals to the key it knows.
    """
    _new(code, out, passphrase, login, first=False)


@key.command("prove")
@click.argument("code", metavar="ROUND")
@click.option("--key", "copy", required=True, type=KEY_FILE, help="The file of the second copy.")
@as_option
def prove(code: str, copy: Path, login: str) -> None:
    """Prove that a second stored COPY of the private key of ROUND opens a test record."""
    _settings, engine = ready()
    private = read_key(copy)
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        round_of(session, code)
        first = next((held.file for held in round_keys(session, code) if _same(Path(held.file), copy)), "")
        if first:
            fail(f"{first} is the file that was written first. Copy it to another place, and prove that copy.")
        proven = prove_key(session, code, private, person.login, now)
        if isinstance(proven, list):
            refuse(proven)
        audit(session, person.login, "round.key.prove", code, {"key": proven.id, "copy": str(copy.resolve())}, now)
    click.echo(f"This copy opens what is sealed to the key {shown(proven.id)}. Keep it apart from the first.")


@key.command("give-up")
@click.argument("code", metavar="ROUND")
@click.argument("id", metavar="KEY")
@click.option("--reason", required=True, help="What happened to the copies; it stands in the audit trail.")
@as_option
def give_up(code: str, id: str, reason: str, login: str) -> None:
    """Say that every copy of a KEY is lost: what was sealed to it goes into quarantine, and nobody can read it."""
    _settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        this = round_of(session, code)
        if give_up_key(session, code, id, now) is None:
            fail(f"The round {code} has no key {id}. `feedback round key list {code}` shows its keys.")
        lost = give_up_sealed(session, this.id, code, id)
        audit(session, person.login, "round.key.give-up", code, {"key": id, "reason": reason, "lost": lost}, now)
    click.echo(f"The key {shown(id)} is given up. {lost} sealed answers that nobody can open lie in quarantine.")


@key.command("list")
@click.argument("code", metavar="ROUND")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(code: str, as_json: bool) -> None:
    """List the keys of ROUND, the newest first, with the number of answers that wait for each."""
    _settings, engine = ready()
    with transaction(engine) as session:
        this = round_of(session, code)
        found, in_use, waiting = round_keys(session, code), sealing_key(session, code), count_sealed(session, this.id)
    lines = [_line(held, in_use, waiting.get(held.id, 0)) for held in found]
    if as_json:
        click.echo(json.dumps(lines, indent=2))
        return
    for line in lines:
        click.echo(f"{line['key']}  {line['made']}  {line['state']:12}  {line['waiting']} wait  {line['file']}")
    if not found:
        click.echo(f"No key yet: feedback round key make {code} --out FILE --as LOGIN")


def read_key(file: Path) -> PrivateKey:
    """The private key in a file; asks for the passphrase where it has one, and stops when it cannot be read."""
    raw = file.read_bytes()
    try:
        return from_pem(raw)
    except NeedsPassphrase:
        given = click.prompt(f"Passphrase of {file.name}", hide_input=True)
    except ValueError:
        fail(f"{file} is not the private key of a round.")
    try:
        return from_pem(raw, given)
    except ValueError:
        fail(f"This is not the passphrase of {file.name}, or the file is damaged.")


def _new(code: str, out: Path, passphrase: bool, login: str, *, first: bool) -> None:
    _settings, engine = ready()
    now = datetime.now(UTC)
    words = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if passphrase else ""
    with transaction(engine) as session:
        person = acting(session, login, "round.manage")
        this = round_of(session, code)
        held = round_keys(session, code)
        if not this.sealed:
            fail(f"The round {code} is not sealed: write sealed = true into its file before it opens.")
        if first and held:
            fail(f"The round {code} has a key. A further one is made by: feedback round key rotate {code}")
        if not first and not held:
            fail(f"The round {code} has no key yet: feedback round key make {code}")
        private = new_private_key()
        _write(out, to_pem(private, words))
        made = add_key(session, code, public_bytes(private), str(out.resolve()), person.login, now)
        audit(session, person.login, "round.key.make" if first else "round.key.rotate", code, {"key": made.id}, now)
    click.echo(f"The key {shown(made.id)} of {code} is in {out}. Nothing is sealed to it yet.")
    click.echo("Copy the file to another place, such as a USB stick in a safe, and prove that copy:")
    click.echo(f"  feedback round key prove {code} --key COPY --as {login}")


def _write(out: Path, pem: bytes) -> None:
    """A new file that only its owner may read, on the disk before anything relies on it."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        fail(f"The key cannot be written to {out}: {problem.strerror}. Name a file that does not exist yet.")
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def _same(first: Path, copy: Path) -> bool:
    return first == copy.resolve() or (first.exists() and first.samefile(copy))


def _line(held: RoundKey, in_use: RoundKey | None, waiting: int) -> dict[str, object]:
    if held.lost:
        state = "given up"
    elif held == in_use:
        state = "in use"
    else:
        state = "older" if held.proven else "not proven"
    return {
        "key": held.id,
        "state": state,
        "made": held.made.date().isoformat(),
        "made_by": held.made_by,
        "proven": held.proven and held.proven.date().isoformat(),
        "waiting": waiting,
        "file": held.file,
    }
