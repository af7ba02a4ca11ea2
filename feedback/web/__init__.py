"""What every page shares: one database session a request, strict headers, limits, languages and error pages."""

from feedback.web.access import login, login_needed, needs, public, takes, who
from feedback.web.files import sent_script, static_url, tree_hash
from feedback.web.joined import is_sent
from feedback.web.limits import cross_site, limited
from feedback.web.request import db, engine, house, language, may_use, no_store, now, ours, say, say_plural, settings
from feedback.web.setup import set_up

__all__ = [
    "cross_site",
    "db",
    "engine",
    "house",
    "is_sent",
    "language",
    "limited",
    "login",
    "login_needed",
    "may_use",
    "needs",
    "no_store",
    "now",
    "ours",
    "public",
    "say",
    "say_plural",
    "sent_script",
    "set_up",
    "settings",
    "static_url",
    "takes",
    "tree_hash",
    "who",
]
