"""The headers of every answer, and its compression."""

import gzip
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from flask import Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sw"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
SMALL = 700
"""Bytes below which compressing an answer is not worth the work."""
TEXTS = frozenset({"text/html", "text/csv", "text/plain", "application/json", "image/svg+xml"})


class StrictHeaders:
    """Strict headers on every answer, errors, files and redirects included, where it does not carry them already.

    Around the application and not in it, because there a header costs a search through all others.
    """

    def __init__(self, app: WSGIApplication, production: bool) -> None:
        self.app = app
        headers = {**HEADERS, "Cache-Control": "no-cache"}
        if production:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        self.headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            present = {name.lower() for name, _value in headers}
            headers += [header for name, header in self.headers if name not in present]
            return start_response(status, headers, *fault)

        return self.app(environ, start)


def compress(response: Response) -> Response:
    """Brotli, or gzip for old phones, where the browser takes it and the answer is worth it."""
    if (
        (response.content_length or 0) < SMALL
        or response.mimetype not in TEXTS
        or response.direct_passthrough
        or response.status_code == 304
        or "Content-Encoding" in response.headers
    ):
        return response
    response.vary.add("Accept-Encoding")
    way = best_encoding()
    if way:
        response.set_data(
            brotli.compress(response.get_data(), quality=5) if way == "br" else gzip.compress(response.get_data(), 6)
        )
        response.headers["Content-Encoding"] = way
    return response


def best_encoding() -> str:
    """`br`, `gzip` or nothing, by what the browser says it takes."""
    accepted = request.accept_encodings
    return next((way for way in ("br", "gzip") if accepted[way] > 0), "")
