"""Hang everything that pages share on a Flask application."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback.config import Settings
from feedback.languages import Language, format_date, format_number, languages, offered
from feedback.web.access import who
from feedback.web.compression import compress
from feedback.web.errors import show_failure, show_http_error
from feedback.web.files import static_file, static_url
from feedback.web.headers import StrictHeaders
from feedback.web.health import alive, ready
from feedback.web.log import set_up_log
from feedback.web.request import drop_session, end_session, language, say, say_plural
from feedback.web.request import settings as these_settings


class LanguageInAddress:
    """Take the language off the front of the path, so that routes and `url_for` need not know about it."""

    def __init__(self, app: WSGIApplication, codes: Iterable[str]) -> None:
        self.app = app
        self.codes = frozenset(codes)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        code, _, rest = path[1:].partition("/")
        environ["feedback.base"] = environ.get("SCRIPT_NAME", "")
        if code in self.codes:
            environ["feedback.language"] = code
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{code}"
            environ["PATH_INFO"] = f"/{rest}"
        return self.app(environ, start_response)


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookies; a request without any cookie, as every citizen's is, costs nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing to save, and no header to add, where nobody looked into the session."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)


def set_up(app: Flask, settings: Settings) -> None:
    """Languages, sessions, limits, headers, files and errors, in the order in which they must run."""
    set_up_log()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=1024 * 1024,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        SESSION_COOKIE_NAME="__Host-feedback" if settings.production else "feedback",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = Sessions()
    app.wsgi_app = StrictHeaders(app.wsgi_app, settings.production)  # type: ignore[method-assign]
    app.wsgi_app = LanguageInAddress(app.wsgi_app, languages())  # type: ignore[method-assign]
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.add_url_rule("/static/<version>/<path:name>", "files", static_file)
    app.add_url_rule("/healthz", "alive", alive)
    app.add_url_rule("/readyz", "ready", ready)
    # Flask runs these in reverse order: the session ends first, then comes compression.
    app.after_request(compress)
    app.after_request(end_session)
    app.teardown_request(drop_session)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_failure)
    app.jinja_env.globals.update(_template_names())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _template_names() -> dict[str, Callable[..., Any]]:
    """What every template may call."""
    return {
        "_": say,
        "ngettext": say_plural,
        "static_url": static_url,
        "lang_url": lang_url,
        "lang": lambda: languages()[language()],
        "languages": offered,
        "number": lambda n: format_number(language(), n),
        "day": lambda d: format_date(language(), d),
        "who": who,
        "demonstration": lambda: these_settings().demonstration,
    }


def lang_url(code: str | Language) -> str:
    """This same page in another language."""
    wanted = code.code if isinstance(code, Language) else code
    base = request.environ.get("feedback.base", "")
    return base + request.path if wanted == these_settings().default_language else f"{base}/{wanted}{request.path}"
