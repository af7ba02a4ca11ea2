"""A sealed round with its key, and envelopes as a phone makes them, sealed here with the library of the server."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from feedback.questionnaire.records import add_key, prove_key
from feedback.questionnaire.rules import RoundKey
from feedback.seals import PrivateKey, context, key_id, new_private_key, public_bytes, seal, to_pem, to_text

STEP = 1024


def add_proven_key(session: Session, code: str, now: datetime, folder: Path | None = None) -> PrivateKey:
    """Make a key for a round and prove it; its file lies in the folder, if one is given."""
    private = new_private_key()
    made = add_key(session, code, public_bytes(private), "/safe/first.pem", "kofi", now)
    assert isinstance(prove_key(session, code, private, "kofi", now), RoundKey)
    if folder is not None:
        folder.mkdir(exist_ok=True)
        (folder / f"{made.id}.pem").write_bytes(to_pem(private))
    return private


def sealed(document: Mapping[str, Any], private: PrivateKey, **changes: Any) -> dict[str, Any]:
    """The envelope of a document; what is changed is changed after sealing."""
    return relabelled(document, private) | changes


def relabelled(document: Mapping[str, Any], private: PrivateKey, **names: Any) -> dict[str, Any]:
    """An envelope that says something else of itself than the document in it; the seal is bound to what it says."""
    public = public_bytes(private)
    label = {name: document[name] for name in ("id", "round", "edition", "wording")} | names
    text = json.dumps(document, ensure_ascii=False).encode()
    text += b" " * (-len(text) % STEP)
    made = seal(public, context(key_id(public), *label.values()), text)
    return label | {"key": key_id(public), "sealed": to_text(made)}
