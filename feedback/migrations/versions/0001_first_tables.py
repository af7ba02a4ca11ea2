"""First tables."""

import sqlalchemy as sa
from alembic import op

from feedback.accounts.records import audit_guards, drop_audit_guards
from feedback.publication.records import drop_release_guards, release_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RESPONSE_ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")


def upgrade() -> None:
    """Make the tables and the database's own refusals to change what must stay."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "clip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("signing", sa.String(length=3), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second", sa.String(length=200), nullable=True),
        sa.Column("signed", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_clip"),
        sa.UniqueConstraint("language", "kind", "signing", "digest", name="uq_clip_language_kind_signing_digest"),
    )
    op.create_index("ix_clip_file", "clip", ["file"], unique=False)
    op.create_table(
        "edition",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_edition"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_state", "job", ["state"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "quarantine",
        sa.Column("response_id", RESPONSE_ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "digest", name="pk_quarantine"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quarantine_receipt_hash", "quarantine", ["receipt_hash"], unique=False)
    op.create_index("ix_quarantine_round_door_state", "quarantine", ["round", "door", "state"], unique=False)
    op.create_table(
        "register",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("imported", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_register"),
    )
    op.create_table(
        "response",
        sa.Column("id", RESPONSE_ID, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("residence", sa.String(length=8), nullable=False),
        sa.Column("income", sa.String(length=8), nullable=False),
        sa.Column("disability", sa.String(length=8), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("stratum", sa.String(length=64), nullable=True),
        sa.Column("psu", sa.String(length=64), nullable=True),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("extra", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("consent", sa.String(length=160), nullable=False),
        sa.Column("assistance", sa.String(length=16), nullable=False),
        sa.Column("others_present", sa.Boolean(), nullable=True),
        sa.Column("paradata", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("receipt_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_receipt_hash", "response", ["receipt_hash"], unique=False)
    op.create_index(
        "ix_response_round_id_release_id",
        "response",
        ["round_id", "release_id"],
        unique=False,
        sqlite_where=sa.text("release_id IS NOT NULL"),
        postgresql_where=sa.text("release_id IS NOT NULL"),
    )
    op.create_table(
        "round_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("public", sa.LargeBinary(length=65), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("proven", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proven_by", sa.String(length=200), nullable=True),
        sa.Column("lost", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_round_key"),
    )
    op.create_index("ix_round_key_round", "round_key", ["round"], unique=False)
    op.create_table(
        "sealed",
        sa.Column("id", RESPONSE_ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_round_id_state", "sealed", ["round_id", "state"], unique=False)
    op.create_table(
        "voice",
        sa.Column("id", RESPONSE_ID, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("response_id", RESPONSE_ID, nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("device", sa.Uuid(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", "digest", name="pk_voice"),
    )
    op.create_index(
        "ix_voice_response_id",
        "voice",
        ["response_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'aside' AND state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'aside' AND state <> 'withdrawn'"),
    )
    op.create_index("ix_voice_round_state", "voice", ["round", "state"], unique=False)
    op.create_table(
        "note",
        sa.Column("response_id", RESPONSE_ID, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "kind", name="pk_note"),
    )
    op.create_index("ix_note_round_id", "note", ["round_id"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_login_key_at", "sign_in_attempt", ["login_key", "at"], unique=False)
    op.create_table(
        "tally",
        sa.Column("release_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", name="pk_tally"),
    )
    op.create_index("ix_tally_round_id", "tally", ["round_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_name", sa.String(length=200), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name="fk_place_parent_id_place"),
        sa.ForeignKeyConstraint(["register"], ["register.code"], name="fk_place_register_register"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("register", "code", name="uq_place_register_code"),
    )
    op.create_index("ix_place_parent_id", "place", ["parent_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("register", sa.String(length=32), nullable=True),
        sa.Column("use", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("office", sa.JSON(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=16), nullable=False),
        sa.Column("weighted", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("closing", sa.String(length=8), nullable=False),
        sa.Column("explanations", sa.String(length=8), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("plan", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("groups_basis", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("language_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.code"], name="fk_round_edition_edition"),
        sa.ForeignKeyConstraint(["register"], ["register.code"], name="fk_round_register_register"),
        sa.PrimaryKeyConstraint("id", name="pk_round"),
        sa.UniqueConstraint("code", name="uq_round_code"),
    )
    op.create_index("ix_round_state", "round", ["state"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_staff_session_person_id_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_session"),
    )
    op.create_index("ix_staff_session_person_id", "staff_session", ["person_id"], unique=False)
    op.create_table(
        "tally_block",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("psu", sa.String(length=64), nullable=False),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["tally.release_id"], name="fk_tally_block_release_id_tally"),
        sa.PrimaryKeyConstraint("release_id", "series", "stratum", "psu", name="pk_tally_block"),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.Column("built_by", sa.String(length=200), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=200), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("edition_sha", sa.String(length=64), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR (published_by IS NOT NULL AND published_at IS NOT NULL)",
            name="ck_release_publication",
        ),
        sa.CheckConstraint("state IN ('draft', 'approved', 'published', 'discarded')", name="ck_release_state"),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL AND digest <> '')",
            name="ck_release_approval",
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR lower(approved_by) <> lower(built_by)", name="ck_release_second_person"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_release_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
    )
    op.create_index(
        "uq_release_number",
        "release",
        ["round_id", "number"],
        unique=True,
        sqlite_where=sa.text("state <> 'discarded'"),
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_index(
        "uq_release_open",
        "release",
        ["round_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('draft', 'approved')"),
        postgresql_where=sa.text("state IN ('draft', 'approved')"),
    )
    op.create_table(
        "round_wording",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_round_wording_round_id_round"),
        sa.PrimaryKeyConstraint("round_id", "wording", name="pk_round_wording"),
    )
    op.create_table(
        "published_cell",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("cell", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("n_shown", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_published_cell_release_id_release"),
        sa.PrimaryKeyConstraint("release_id", "series", "cell", "measure", name="pk_published_cell"),
    )
    op.create_table(
        "release_file",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_file_release_id_release"),
        sa.PrimaryKeyConstraint("release_id", "name", name="pk_release_file"),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("pairing_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pairing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credential_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("paired", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("credential_hash", name="uq_device_credential_hash"),
        sa.UniqueConstraint("pairing_hash", name="uq_device_pairing_hash"),
    )
    op.create_index("ix_device_round", "device", ["round"], unique=False)
    op.create_table(
        "device_report",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("storage", sa.String(length=16), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("device_id", name="pk_device_report"),
    )
    op.create_table(
        "interview",
        sa.Column("response_id", RESPONSE_ID, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("enumerator", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_offset", sa.Integer(), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("response_id", name="pk_interview"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_interview_device_id", "interview", ["device_id"], unique=False)
    op.create_index("ix_interview_round_id", "interview", ["round_id"], unique=False)
    op.create_table(
        "practice",
        sa.Column("id", RESPONSE_ID, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("enumerator", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("mistakes", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_practice"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_practice_round_id", "practice", ["round_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", RESPONSE_ID, nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("enumerator", sa.String(length=32), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.Column("selection", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("interview", RESPONSE_ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_visit_device_id", "visit", ["device_id"], unique=False)
    op.create_index("ix_visit_round_id", "visit", ["round_id"], unique=False)
    op.create_index("ix_visit_unit_id", "visit", ["unit_id"], unique=False)
    op.create_table(
        "enumerator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("pin_salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_enumerator_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_enumerator"),
        sa.UniqueConstraint("round_id", "code", name="uq_enumerator_round_id_code"),
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("selection", sa.String(length=16), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Date(), nullable=False),
        sa.Column("imported_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_sample_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_sample"),
    )
    op.create_index("ix_sample_round_id", "sample", ["round_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("stratum", sa.String(length=64), nullable=False),
        sa.Column("psu", sa.String(length=64), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("weight", sa.Double(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("selection", sa.String(length=16), nullable=False),
        sa.Column("provenance", sa.String(length=32), nullable=False),
        sa.Column("drawn", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("response_id", RESPONSE_ID, nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_unit_place_id_place"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_unit_round_id_round"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("round_id", "code", name="uq_unit_round_id_code"),
    )
    op.create_index("ix_unit_round_id_team", "unit", ["round_id", "team"], unique=False)
    dialect = op.get_bind().dialect.name
    for statement in (*audit_guards(dialect), *release_guards(dialect)):
        op.execute(statement)


def downgrade() -> None:
    """Take everything away again."""
    dialect = op.get_bind().dialect.name
    for statement in (*drop_audit_guards(dialect), *drop_release_guards(dialect)):
        op.execute(statement)
    op.drop_index("ix_unit_round_id_team", table_name="unit")
    op.drop_table("unit")
    op.drop_index("ix_sample_round_id", table_name="sample")
    op.drop_table("sample")
    op.drop_table("enumerator")
    op.drop_index("ix_visit_device_id", table_name="visit")
    op.drop_index("ix_visit_round_id", table_name="visit")
    op.drop_index("ix_visit_unit_id", table_name="visit")
    op.drop_table("visit")
    op.drop_index("ix_practice_round_id", table_name="practice")
    op.drop_table("practice")
    op.drop_index("ix_interview_device_id", table_name="interview")
    op.drop_index("ix_interview_round_id", table_name="interview")
    op.drop_table("interview")
    op.drop_table("device_report")
    op.drop_index("ix_device_round", table_name="device")
    op.drop_table("device")
    op.drop_table("release_file")
    op.drop_table("published_cell")
    op.drop_table("round_wording")
    op.drop_index(
        "uq_release_open",
        table_name="release",
        sqlite_where=sa.text("state IN ('draft', 'approved')"),
        postgresql_where=sa.text("state IN ('draft', 'approved')"),
    )
    op.drop_index(
        "uq_release_number",
        table_name="release",
        sqlite_where=sa.text("state <> 'discarded'"),
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.drop_table("release")
    op.drop_table("tally_block")
    op.drop_index("ix_staff_session_person_id", table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index("ix_round_state", table_name="round")
    op.drop_table("round")
    op.drop_index("ix_place_parent_id", table_name="place")
    op.drop_table("place")
    op.drop_index("ix_tally_round_id", table_name="tally")
    op.drop_table("tally")
    op.drop_index("ix_sign_in_attempt_login_key_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index("ix_note_round_id", table_name="note")
    op.drop_table("note")
    op.drop_index("ix_voice_round_state", table_name="voice")
    op.drop_index("ix_voice_response_id", table_name="voice")
    op.drop_table("voice")
    op.drop_index("ix_sealed_round_id_state", table_name="sealed")
    op.drop_table("sealed")
    op.drop_index("ix_round_key_round", table_name="round_key")
    op.drop_table("round_key")
    op.drop_index("ix_response_round_id_release_id", table_name="response")
    op.drop_index("ix_response_receipt_hash", table_name="response")
    op.drop_table("response")
    op.drop_table("register")
    op.drop_index("ix_quarantine_round_door_state", table_name="quarantine")
    op.drop_index("ix_quarantine_receipt_hash", table_name="quarantine")
    op.drop_table("quarantine")
    op.drop_table("person")
    op.drop_index("ix_job_state", table_name="job")
    op.drop_table("job")
    op.drop_table("edition")
    op.drop_index("ix_clip_file", table_name="clip")
    op.drop_table("clip")
    op.drop_table("audit")
