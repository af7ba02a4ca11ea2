"""What people write at the end is in no release: neither in its tables and files nor on its pages."""

import io
import zipfile
import zlib
from contextlib import suppress

import pytest
from sqlalchemy import select

from feedback.database import Base, transaction
from feedback.publication.jobs import build
from feedback.publication.records import Release, approve, publish, release_files
from feedback.questionnaire.records import close_round, find_round, frozen_edition
from tests.responses.conftest import document, encoded, make_round

CANARY = "zebra-in-the-corridor"
pytestmark = pytest.mark.databases("sqlite")


def unpacked(raw: bytes) -> bytes:
    """A file with what is in it, where it is an archive or deflated."""
    found = [raw]
    with suppress(zipfile.BadZipFile):
        archive = zipfile.ZipFile(io.BytesIO(raw))
        found += [archive.read(name) for name in archive.namelist()]
    with suppress(zlib.error):
        found.append(zlib.decompress(raw))
    return b"".join(found)


def test_a_remark_is_in_nothing_that_is_published(engine, client, clock):
    with transaction(engine) as session:
        this = make_round(session, closing="text")
        edition = frozen_edition(session, this.id, this.wording)
    for seed in range(40):
        made = document(edition, seed, remark=f"{CANARY} {seed}")
        path = f"/api/v1/responses/{made['id']}"
        assert client.put(path, data=encoded(made), content_type="application/json").status_code == 201
    with transaction(engine) as session:
        close_round(session, this.code)
        close_round(session, this.code)
    built = build(engine, this.code, True, "kofi", clock)
    assert built.release is not None
    with transaction(engine) as session:
        closed = find_round(session, this.code)
        assert closed is not None
        assert not approve(session, built.release, "esi", clock)
        files = release_files(session, closed, session.get_one(Release, built.release), demonstration=False)
        assert not publish(session, built.release, "esi", clock, files)
    assert files
    for table in Base.metadata.sorted_tables:
        if table.name != "response":
            with transaction(engine) as session:
                cells = [cell for row in session.execute(select(table)) for cell in row]
            found = b"".join(unpacked(cell) if isinstance(cell, bytes) else str(cell).encode() for cell in cells)
            assert CANARY.encode() not in found, table.name
    for path in (f"/results/{this.code}/", "/results/", f"/r/{this.code}/"):
        assert CANARY not in client.get(path, follow_redirects=True).text
    with transaction(engine) as session:
        kept = str(session.execute(select(Base.metadata.tables["response"].c.extra)).all())
    assert kept.count(CANARY) == 40
