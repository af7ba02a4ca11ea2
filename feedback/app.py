"""The application: hangs the rooms on Flask and hands functions between rooms that may not import each other."""

from flask import Flask
from sqlalchemy.orm import Session

from feedback.accounts.pages import blueprint as accounts
from feedback.accounts.records import person_of_token
from feedback.accounts.rules import allowed
from feedback.config import Settings, read_settings, shared_folder
from feedback.database import make_engine
from feedback.engagement.pages import Doors
from feedback.engagement.pages import blueprint as engagement
from feedback.engagement.rules import receipt_aloud
from feedback.fieldwork.pages import blueprint as fieldwork
from feedback.fieldwork.records import held_in_field, judge_interview, note_report
from feedback.fieldwork.records.handover import take_handed
from feedback.languages import translate
from feedback.publication.pages import blueprint as publication
from feedback.publication.records import find_published, is_frozen, latest_published
from feedback.publication.rules.aloud import results_aloud
from feedback.questionnaire.pages import blueprint as questionnaire
from feedback.questionnaire.records import registers, round_edition, rounds
from feedback.questionnaire.rules import Round
from feedback.questionnaire.rules.clips import Chapter
from feedback.responses.forms import chapters_aloud
from feedback.responses.pages import blueprint as responses
from feedback.responses.records import count_sealed, find_by_receipt, rounds_with_sealed, withdraw
from feedback.tickets import tickets
from feedback.web import now, set_up

ROOMS = (responses, questionnaire, accounts, publication, engagement, fieldwork)


def create_app(settings: Settings) -> Flask:
    """A web application for these settings. Nothing touches the database before the first request."""
    app = Flask("feedback", template_folder=str(shared_folder("templates")), static_folder=None)
    app.extensions["feedback"] = {
        "settings": settings,
        "engine": make_engine(settings),
        "ticket": tickets(settings.secret_key, now),
        "allowed": allowed,
        "load_person": person_of_token,
        "judge_interview": judge_interview,
        "held_in_field": held_in_field,
        "note_report": note_report,
        "progress": _progress,
        "has_results": _has_results,
        "take_record": take_handed,
        "sealed": count_sealed,
        "aloud": aloud,
        "receipts": Doors(find=find_by_receipt, sealed=_sealed, withdraw=_withdraw),
    }
    set_up(app, settings)
    for room in ROOMS:
        app.register_blueprint(room)
    return app


def create_app_from_environment() -> Flask:
    """The application for the settings in the environment: what the server starts."""
    return create_app(read_settings())


def aloud(session: Session, round: Round, language: str) -> list[Chapter]:
    """What a voice can say of a round in one language, in the order in which people meet it."""
    edition = round_edition(session, round)
    at_end = receipt_aloud(translate(language, "Find my answer"), language, translate)
    results = results_aloud(edition, translate(language, "Results"), language, translate)
    return [*chapters_aloud(edition, round, language, translate), at_end, results]


def _progress(session: Session) -> dict[str, bool]:
    """Which of the first steps of a new instance are done, for the checklist of the staff desk."""
    states = {this.state for this in rounds(session)}
    return {
        "places": bool(registers(session)),
        "round": bool(states),
        "open": bool(states - {"draft"}),
        "release": bool(latest_published(session)),
    }


def _has_results(session: Session, round_id: int) -> bool:
    """Whether numbers of a round are public."""
    return find_published(session, round_id) is not None


def _sealed(session: Session) -> bool:
    """Whether sealed answers wait to be opened."""
    return bool(rounds_with_sealed(session))


def _withdraw(session: Session, hash: bytes) -> bool:
    """Take back an answer unless a release that holds it has been approved."""
    return withdraw(session, hash, lambda release_id: is_frozen(session, release_id))
