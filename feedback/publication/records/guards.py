"""The database's own refusals: a published release, its numbers and its files never change, whoever asks.

The statements are made here so that tests, migrations and a plain `create_all` run the same ones.
"""

FIXED = ("id", "round_id", "number", "closing", "built_by", "built_at")
"""Columns of a release that never change after it was begun."""
FROZEN = ("digest", "responses", "waiting", "wording", "edition_sha", "steps", "texts")
"""Columns that never change after the build is finished (the digest is set)."""
APPROVAL = ("approved_by", "approved_at")
"""Columns that publishing leaves alone."""
MOVES = (
    ("draft", "draft"),
    ("draft", "approved"),
    ("draft", "discarded"),
    ("approved", "draft"),
    ("approved", "published"),
)
"""From which state to which: an approved release goes back to draft only on its way to being discarded."""
NO_CELL = "a published number never changes, and only an unfinished draft takes new ones"
NO_FILE = "a published file never changes, and only an approved release takes files"
NO_RELEASE = "a release moves only from draft to approved to published, and a published release never changes"
TABLES = ("release", "published_cell", "release_file")
FROM_RELEASE = "FROM release WHERE id"
VERBS = ("insert", "update", "delete")
BAD_INSERT = (
    "NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM release AS r WHERE r.id = NEW.id "
    "OR (r.round_id = NEW.round_id AND r.number = NEW.number AND r.state <> 'discarded'))"
)


def release_guards(dialect: str, *tables: str) -> tuple[str, ...]:
    """The statements that make these tables (or all three) immutable, for `sqlite` or `postgresql`."""
    make = _sqlite if dialect == "sqlite" else _postgresql
    return tuple(statement for table in tables or TABLES for statement in make(table))


def drop_release_guards(dialect: str) -> tuple[str, ...]:
    """The statements that take all guards away again, for a migration that goes back."""
    if dialect == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS {table}_refuses_{verb}" for table in TABLES for verb in VERBS)
    return tuple(f"DROP FUNCTION IF EXISTS guard_{table}() CASCADE" for table in TABLES)


def _sqlite(table: str) -> tuple[str, ...]:
    *conditions, message = _conditions(table, "sqlite")
    return tuple(
        f"CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for verb, condition in zip(VERBS, conditions, strict=True)
    )


def _postgresql(table: str) -> tuple[str, ...]:
    *conditions, message = _conditions(table, "postgresql")
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
    checks = " ".join(
        f"IF TG_OP = '{verb.upper()}' THEN IF {condition} THEN {refuse} END IF; END IF;"
        for verb, condition in zip(VERBS, conditions, strict=True)
    )
    return (
        f"CREATE OR REPLACE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'TRUNCATE' THEN {refuse} END IF; {checks} "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_guard BEFORE INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION guard_{table}()",
        f"CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION guard_{table}()",
    )


def _conditions(table: str, dialect: str) -> tuple[str, str, str, str]:
    """When an insert, an update and a delete are refused, and what is said then."""
    always = "1 = 1"
    if table == "published_cell":
        return f"NOT {_unfinished('NEW')}", always, f"{_state('OLD')} <> 'draft'", NO_CELL
    if table == "release_file":
        return f"{_state('NEW')} <> 'approved'", always, always, NO_FILE
    return BAD_INSERT, _bad_update(dialect), always, NO_RELEASE


def _bad_update(dialect: str) -> str:
    moves = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in MOVES)
    frozen = f"(OLD.digest <> '' AND {_changed(FROZEN, dialect)})"
    approval = f"(OLD.state = 'approved' AND NEW.state = 'published' AND {_changed(APPROVAL, dialect)})"
    return f"NOT ({moves}) OR {_changed(FIXED, dialect)} OR {frozen} OR {approval}"


def _changed(columns: tuple[str, ...], dialect: str) -> str:
    """A condition that is true when any of the columns would change; JSON is compared as text."""
    if dialect == "sqlite":
        return "(" + " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns) + ")"
    return "(" + " OR ".join(f"NEW.{c}::text IS DISTINCT FROM OLD.{c}::text" for c in columns) + ")"


def _state(of: str) -> str:
    return f"coalesce((SELECT state {FROM_RELEASE} = {of}.release_id), '')"


def _unfinished(of: str) -> str:
    return f"EXISTS (SELECT 1 {FROM_RELEASE} = {of}.release_id AND state = 'draft' AND digest = '')"
