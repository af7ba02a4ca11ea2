"""Who may see a page: every view names its rule, and one function asks the permission table."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from feedback.web.request import db, house, now

View = TypeVar("View", bound=Callable[..., Any])


class Person(Protocol):
    """What the web knows about a person who is signed in."""

    id: int
    login: str
    name: str
    roles: list[str]


def public(view: View) -> View:
    """Everyone may see this page."""
    view.rule = "public"  # type: ignore[attr-defined]
    return view


def needs(permission: str) -> Callable[[View], View]:
    """Only people whose role has this permission may see this page; everyone else is asked to sign in, or told no."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = who()
            if person is None:
                return login_needed()
            if not house()["allowed"](person.roles, permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.rule = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard


def takes(largest: int) -> Callable[[View], View]:
    """A form of this page may be this large, in bytes, when someone who may use the page sends it."""

    def mark(view: View) -> View:
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return mark


def who() -> Person | None:
    """The person who is signed in, read once a request from the server's own row; None for everyone else."""
    if "person" not in g:
        token = session.get("token")
        g.person = house()["load_person"](db(), token, now()) if token else None
    return cast(Person | None, g.person)


def login() -> str:
    """The login of the person who is signed in, for the audit trail; "" for everyone else."""
    person = who()
    return person.login if person else ""


def login_needed() -> Response:
    """Send to the sign-in page, and remember the page that was wanted."""
    return redirect(url_for("accounts.sign_in", next=request.path), code=303)
