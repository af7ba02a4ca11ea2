"""`feedback translations clips`: recordings of the texts of a round, many at once."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from feedback.accounts.records import audit
from feedback.app import aloud
from feedback.cli.context import acting, as_option, fail, ready, round_of
from feedback.database import transaction
from feedback.questionnaire.pages.clips import noted
from feedback.questionnaire.records.clips import clips_of, keep_clip, sign_clip
from feedback.questionnaire.rules import Round
from feedback.questionnaire.rules.clips import KINDS, LARGEST, VOICE, Clip, Recording, all_texts_aloud, key_of, to_list

kind_option = click.option(
    "--kind", type=click.Choice(KINDS), default=VOICE, help="Voices, or videos in sign language."
)
signing_option = click.option("--signing", default="", metavar="CODE", help="The sign language, as in ISO 639-3.")


@click.group("clips")
def command() -> None:
    """Recorded voices and sign-language videos of what a round asks."""


@command.command("list")
@click.argument("code", metavar="ROUND")
@click.argument("language")
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="Write the texts as a table (CSV).")
@kind_option
def show(code: str, language: str, file: Path | None, kind: str) -> None:
    """Say how much of ROUND is recorded in LANGUAGE, and list the texts with the name that each recording needs.

    The name says which words the recording says: a text that changes gets another name.
    """
    _settings, engine = ready()
    with transaction(engine) as session:
        texts = all_texts_aloud(aloud(session, _spoken_in(round_of(session, code), language), language))
        clips = [clip for clip in clips_of(session, language, texts) if clip.kind == kind]
    signed = sum(clip.signed is not None for clip in clips)
    if file:
        file.write_bytes(to_list(texts, {clip.digest for clip in clips}))
        click.echo(f"{file} is written: name each recording as its first column says, such as {key_of(texts[0])}.ogg.")
    size = sum(clip.size for clip in clips) / 1e6
    click.echo(f"{code} in {language}: {len(clips)} of {len(texts)} texts recorded, {signed} signed, {size:.1f} MB.")


@command.command("import")
@click.argument("code", metavar="ROUND")
@click.argument("language")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|CSV")
@click.option("--speaker", required=True, help="Who speaks or signs in these recordings.")
@click.option("--synthetic", is_flag=True, help="A machine speaks; pages for staff say so.")
@kind_option
@signing_option
@as_option
def bring_in(
    code: str, language: str, source: Path, speaker: str, synthetic: bool, kind: str, signing: str, login: str
) -> None:
    """Take the recordings in FOLDER for ROUND in LANGUAGE: all of them or, where one is wrong, none (exit code 1).

    The name of each file is that of `feedback translations clips list`. Instead of a folder, a table (CSV) with the
    columns "file" and "recording" may say which file says which text. What was there before is replaced and has to be
    signed again.
    """
    _settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "clip.manage")
        texts = all_texts_aloud(aloud(session, _spoken_in(round_of(session, code), language), language))
        about = Recording(kind, language, speaker, signing, synthetic)
        by_key, wrong, taken = {key_of(text): text for text in texts}, [], []
        for key, path in _recordings(source):
            if key not in by_key:
                wrong.append(f"{path}: The round {code} says no text of this name in {language}.")
            elif not path.is_file():
                wrong.append(f"{path}: There is no such file.")
            else:
                with path.open("rb") as stream:
                    content = stream.read(LARGEST + 1)
                made = keep_clip(session, about, by_key[key], content, person.login, now)
                wrong += [f"{path}: {one}" for one in made] if isinstance(made, list) else []
                taken += [made] if isinstance(made, Clip) else []
        if wrong:
            fail("\n".join(wrong) + f"\nNothing was taken ({len(wrong)} to mend).")
        detail = {"kind": kind, "language": language, "clips": len(taken), "speaker": speaker, "synthetic": synthetic}
        audit(session, person.login, "clip.import", code, detail, now)
    click.echo(f"{len(taken)} recordings are in, of {len(texts)} texts. A second speaker has to sign them.")


@command.command("sign")
@click.argument("code", metavar="ROUND")
@click.argument("language")
@click.option("--second", required=True, metavar="NAME", help="Who has listened to all of them: another speaker.")
@kind_option
@as_option
def sign(code: str, language: str, second: str, kind: str, login: str) -> None:
    """Sign what waits for ROUND in LANGUAGE: NAME has listened to each recording and says that it is right."""
    _settings, engine = ready()
    now = datetime.now(UTC)
    with transaction(engine) as session:
        person = acting(session, login, "clip.manage")
        texts = all_texts_aloud(aloud(session, _spoken_in(round_of(session, code), language), language))
        waiting = [clip for clip in clips_of(session, language, texts) if clip.kind == kind and not clip.signed]
        for clip in waiting:
            made = sign_clip(session, clip.id, second, now)
            if isinstance(made, list):
                fail(f"{clip.text}: {made[0]}")
            audit(session, person.login, "clip.sign", made.file, noted(made), now)
    click.echo(f"{len(waiting)} recordings are signed by {second}.")


def _spoken_in(this: Round, language: str) -> Round:
    if language not in this.languages:
        fail(f"The round {this.code} does not ask in {language}: it has {', '.join(this.languages)}.")
    return this


def _recordings(source: Path) -> Iterator[tuple[str, Path]]:
    """The name of a text and the file that says it."""
    if source.is_dir():
        yield from ((path.stem, path) for path in sorted(source.iterdir()) if not path.name.startswith("."))
        return
    with source.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if (row.get("recording") or "").strip():
                yield (row.get("file") or "").strip(), source.parent / row["recording"].strip()
