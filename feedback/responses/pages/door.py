"""The citizen's door: no cookie is read or set, no token is asked for, nothing about the sender is written down."""

import logging

from flask import Blueprint, Response, make_response
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from feedback.database import for_reading
from feedback.responses.records import Delivery, Outcome, judge
from feedback.web import engine, now

log = logging.getLogger("feedback")

FULL_RETRY = "3600"
"""Seconds after which a sender may try again when the quarantine is full: somebody has to look at it first."""

blueprint = Blueprint("responses", __name__)


def reading() -> Session:
    """A session that only reads, also while answers are posted: the one write here is the statement that keeps them."""
    return Session(for_reading(engine()))


def full() -> Response:
    """What a sender is told while the quarantine is full: try again later, nothing was taken."""
    return make_response("", 503, {"Retry-After": FULL_RETRY})


def judged(delivery: Delivery) -> Outcome:
    """What becomes of a delivery. A fault of our own must not lose it: then it is set aside to be looked at."""
    try:
        return judge(engine(), delivery, now())
    except SQLAlchemyError:
        raise  # the database does not answer: 503, and the sender keeps its copy
    except Exception as fault:
        log.error("a response could not be read: %s", type(fault).__name__)
        return Outcome("aside", "unreadable")
