"""The headers of every answer."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (  # fonts come from nowhere; for workers browsers ask script-src
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types sw"
)
SENSES = ("camera", "geolocation", "microphone", "payment", "usb")
"""What a browser may let a page use."""


def senses(*granted: str) -> str:
    """The header Permissions-Policy of a page that may ask for these of SENSES, and for nothing else."""
    return ", ".join(f"{name}=({'self' if name in granted else ''})" for name in SENSES)


HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": senses(),
}
FILES = ("text/css", "text/javascript", "application/manifest+json", "image/png", "audio/", "video/")
"""What a browser never shows as a page of its own: the headers that rule a page would be weight without effect."""
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}
WORKER_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'",  # it has no page to show
    **NO_SNIFFING,
}
PROGRAM_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    **NO_SNIFFING,
}
Named = list[tuple[str, tuple[str, str]]]
"""Headers with their names in small letters before them."""


class StrictHeaders:
    """Strict headers on every answer, errors, files and redirects included, where it does not carry them already.

    Static files and answers in JSON, of which phones pay for many, carry those that mean something there; "not
    modified" carries none, because the browser has them. Around the application and not in it, because there a header
    costs a search through all others.
    """

    def __init__(self, app: WSGIApplication, production: bool) -> None:
        self.app = app
        headers = {**HEADERS, "Cache-Control": "no-cache"}
        if production:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        self.pages = _by_name(headers)
        self.files = _by_name(NO_SNIFFING)
        self.worker = _by_name(WORKER_HEADERS)
        self.programs = _by_name({**PROGRAM_HEADERS, "Cache-Control": "no-cache"})

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            present = {name.lower(): value for name, value in headers}
            wanted = self._wanted(environ["PATH_INFO"], status, present.get("content-type", ""))
            headers += [header for name, header in wanted if name not in present]
            return start_response(status, headers, *fault)

        return self.app(environ, start)

    def _wanted(self, path: str, status: str, kind: str) -> Named:
        """The headers that belong to this answer."""
        if status.startswith("304"):
            return []
        if path.startswith(("/static/", "/clips/")) and kind.startswith(FILES):
            return self.files
        if kind.startswith("text/javascript"):
            return self.worker
        return self.programs if kind == "application/json" else self.pages


def _by_name(headers: dict[str, str]) -> Named:
    return [(name.lower(), (name, value)) for name, value in headers.items()]
