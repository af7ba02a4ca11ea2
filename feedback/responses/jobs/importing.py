"""The import of microdata from elsewhere: either every row that may enter is kept, or none."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from feedback.accounts.records import audit
from feedback.database import for_reading, transaction
from feedback.questionnaire.records import find_round, frozen_edition, place_map
from feedback.questionnaire.rules import TAKING, Problem
from feedback.responses.jobs.rows import Finding, ReadRow, Wave, headers_of, read_rows
from feedback.responses.records import Arrival
from feedback.responses.records.batches import compare, keep_all
from feedback.responses.records.keeping import Kept
from feedback.responses.rules.mapping import ImportMapping, read_mapping
from feedback.responses.tables import open_source, read_table

CHANGED = "other answers were kept for this row before, so it has changed since; withdraw those, or give it another key"
NOT_OFFICIAL = (
    "answers of provenance %r are no official statistics, and the round %s is official: import them into a round of "
    'their own with use = "complementary", or write "probability" if every person was drawn by chance from a list'
)
Progress = Callable[[str, int, int], None]
"""Hears what is being done (`reading`, `checking`, `keeping`), for how many rows it is done, and of how many."""


@dataclass(frozen=True)
class Order:
    """What is to be imported, by whom, and how strictly."""

    round: str
    mapping: Path
    file: Path
    by: str
    dry_run: bool = False
    skip_invalid: bool = False


@dataclass(frozen=True)
class Report:
    """What became of a file: rows in all, those new and those held already, and everything to know of the others."""

    rows: int
    findings: tuple[Finding, ...]
    off_route: Mapping[str, int]
    """Answers to questions that the route of the edition does not ask, by item; they are not kept."""
    encoding: str
    delimiter: str
    stated: Mapping[str, str]
    """The files by their digests, and what the office answers for: source, provenance, consent, eligibility."""
    new: int = 0
    held: int = 0
    entered: bool = False
    """Whether the new rows were kept: not in a dry run, and not when some row is invalid and none may be skipped."""

    def count(self, *outcomes: str) -> int:
        """How many rows have a finding with one of these outcomes."""
        return len({found.line for found in self.findings if found.outcome in outcomes})


def import_file(engine: Engine, order: Order, now: datetime, progress: Progress) -> Report | list[Problem]:
    """Import one file into a round, or say what is wrong with the round, the mapping or the file as a whole.

    Raises OSError when a file cannot be opened, OperationalError when the database does not answer.
    """
    with Session(for_reading(engine)) as session:
        wave = _wave(session, order.round, now)
    if isinstance(wave, list):
        return wave
    mapping = _mapping(order.mapping, wave)
    if isinstance(mapping, list):
        return mapping
    raw = order.file.read_bytes()
    source = open_source(raw, order.file.name, mapping.encoding, mapping.delimiter)
    if isinstance(source, Problem):
        return [source]
    headers = headers_of(mapping, source, order.mapping.name)
    if isinstance(headers, list):
        return headers
    table = read_table(source, tuple(dict.fromkeys(headers.values())), partial(progress, "reading"))
    if isinstance(table, Problem):
        return [table]
    comma = mapping.decimal == "," or (not mapping.decimal and source.delimiter in ";\t")
    reading = read_rows(table, mapping, headers, comma, wave, partial(progress, "checking"))
    report = Report(
        rows=len(table.lines) + len(table.broken),
        findings=tuple(sorted(reading.findings, key=lambda found: found.line)),
        off_route=reading.off_route,
        encoding=source.encoding,
        delimiter=source.delimiter,
        stated=_stated(mapping, order, raw),
    )
    return _enter(engine, order, wave, reading.rows, report, now, progress)


def _wave(session: Session, code: str, now: datetime) -> Wave | list[Problem]:
    this = find_round(session, code)
    if this is None:
        return [Problem("", "round", f"There is no round {code}. `feedback round list` shows the rounds.")]
    if this.state not in TAKING:
        hint = f"open it with `feedback round open {code}`" if this.state == "draft" else "it takes no more answers"
        return [Problem("", "round", f"The round {code} is {this.state}: {hint}.")]
    edition = frozen_edition(session, this.id, this.wording, this.sha256)
    places = place_map(session, this.register) if this.register else {}
    return Wave(this, edition, places, now.astimezone(ZoneInfo(this.timezone)).date())


def _mapping(path: Path, wave: Wave) -> ImportMapping | list[Problem]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return [Problem(path.name, "", f"this is not TOML: {error}")]
    mapping = read_mapping(document, wave.edition, wave.round.languages, path.name)
    if isinstance(mapping, list):
        return mapping
    against = _against(mapping, wave)
    return [Problem(path.name, *against)] if against else mapping


def _against(mapping: ImportMapping, wave: Wave) -> tuple[str, str] | None:
    """What speaks against bringing these data into this round: the key of the mapping, and why."""
    this, code = wave.round, wave.round.code
    if this.use == "official" and mapping.provenance != "probability":
        return "study.provenance", NOT_OFFICIAL % (mapping.provenance, code)
    if this.weighted and "weight" not in mapping.optional:
        return "weight", f"the round {code} is weighted: name the column of the weights"
    if not this.weighted and "weight" in mapping.optional:
        return "weight", f"the round {code} has no weights: leave this table out"
    if not this.register and "place" in mapping.optional:
        return "place", f"the round {code} has no register of places: leave this table out"
    return None


def _stated(mapping: ImportMapping, order: Order, raw: bytes) -> dict[str, str]:
    """What the audit trail keeps of an import: the files by their digests, and what the office answers for."""
    return {
        "file": order.file.name,
        "file_sha256": hashlib.sha256(raw).hexdigest(),
        "mapping_sha256": hashlib.sha256(order.mapping.read_bytes()).hexdigest(),
        "source": mapping.source,
        "provenance": mapping.provenance,
        "consent": mapping.consent.statement,
        "eligible": mapping.eligible.statement,
    }


def _enter(
    engine: Engine,
    order: Order,
    wave: Wave,
    rows: Sequence[ReadRow],
    report: Report,
    now: datetime,
    progress: Progress,
) -> Report | list[Problem]:
    """Keep the rows that are new, with a line in the audit trail, in one transaction, unless something is against."""
    arrivals = [_arrival(row, wave) for row in rows]
    with Session(for_reading(engine)) as session:
        decided = compare(session, arrivals)
    report = _decided(report, rows, decided)
    if order.dry_run or (report.count("invalid", "changed") and not order.skip_invalid) or not report.new:
        return report
    new = [arrival for arrival, outcome in zip(arrivals, decided, strict=True) if outcome == "kept"]
    with transaction(engine) as session:
        again = keep_all(session, wave.round.id, new, lambda done: progress("keeping", done, len(new)))
        if set(again) != {"kept"}:
            session.rollback()
            return [Problem("", "round", "The round was changed at the same moment. Nothing was imported; try again.")]
        detail = {**report.stated, "rows": report.rows, "new": report.new, "held": report.held}
        left = {"left_out": report.count("left out"), "invalid": report.count("invalid", "changed")}
        audit(session, order.by, "responses.import", wave.round.code, detail | left, now)
    return replace(report, entered=True)


def _arrival(row: ReadRow, wave: Wave) -> Arrival:
    place = row.response.place
    return Arrival(
        response=replace(row.response, unit=row.sample.unit),
        edition=wave.edition,
        round_id=wave.round.id,
        place_id=None if place is None else wave.places[place].id,
        mode="import",
        provenance=row.sample.provenance,
        day=row.sample.date,
        digest=row.digest,
        stratum=row.sample.stratum,
        psu=row.sample.psu,
        weight=row.sample.weight,
    )


def _decided(report: Report, rows: Sequence[ReadRow], decided: Sequence[Kept]) -> Report:
    """The report once it is known which rows are new, held already, or changed since they were kept."""
    changed = [
        Finding(row.line, row.key, "changed", "", "", CHANGED)
        for row, outcome in zip(rows, decided, strict=True)
        if outcome == "other_content"
    ]
    findings = sorted([*report.findings, *changed], key=lambda found: found.line)
    return replace(report, new=decided.count("kept"), held=decided.count("held"), findings=tuple(findings))
