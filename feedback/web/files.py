"""Static files under one prefix that changes with any of them: cached for a year, never stale."""

import gzip
import hashlib
import mimetypes
import posixpath
from functools import cache
from pathlib import Path

import brotli
from flask import Response, abort, make_response, request, send_from_directory

from feedback.config import shared_folder
from feedback.web.access import public
from feedback.web.compression import best_encoding
from feedback.web.joined import script
from feedback.web.request import ours
from feedback.web.scripts import lean

mimetypes.add_type("application/manifest+json", ".webmanifest")
TEXTS = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}


@cache
def tree_hash() -> str:
    """Twelve characters that stand for the names and contents of all static files."""
    digest = hashlib.sha256()
    folder = shared_folder("static")
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + _content(path) + b"\0")
    return digest.hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a static file, the same in every language."""
    return f"/static/{tree_hash()}/{name}"


@cache
def _compressed(path: Path, way: str) -> bytes:
    content = _content(path)
    if way == "gzip":
        return gzip.compress(content, 9)
    sizes: list[bytes] = [brotli.compress(content, lgwin=size) for size in (10, 16, 22)]  # most files are small
    return min(sizes, key=len)


def _content(path: Path) -> bytes:
    folder = shared_folder("static") / "js"
    if path.suffix != ".js" or not path.is_relative_to(folder):
        return path.read_bytes()
    return script(path.relative_to(folder).with_suffix("").as_posix(), lambda module: _lean(folder, module)).encode()


@cache
def sent_script(name: str) -> str:
    """A script as it is sent, for an answer at another address: what it imports it finds from there, too."""
    text = _content(shared_folder("static") / name).decode()
    return text.replace('from"./', f'from"{static_url(posixpath.dirname(name))}/')


@cache
def _lean(folder: Path, module: str) -> str:
    """A script of our own in fewer bytes; what others wrote stays as it is."""
    text = (folder / f"{module}.js").read_text("utf-8")
    return text.strip() if module.startswith("vendor/") else lean(text)


@public
def static_file(version: str, name: str) -> Response:
    """One static file; an address of an earlier version finds nothing rather than something else."""
    folder = shared_folder("static")
    path = (folder / name).resolve()
    if version != tree_hash() or not path.is_file() or not path.is_relative_to(folder.resolve()):
        abort(404)
    way = best_encoding() if path.suffix in TEXTS else ""
    if way:
        answer = make_response(_compressed(path, way))
        answer.headers["Content-Encoding"] = way
        answer.headers["Content-Type"] = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer.vary.add("Accept-Encoding")
    else:
        answer = send_from_directory(folder, name)  # as written, comments and all
    answer.headers["Cache-Control"] = "max-age=31536000, immutable"
    answer.set_etag(version)  # a browser that installs a worker asks again about files that it has
    answer.make_conditional(request)
    return ours(answer)
