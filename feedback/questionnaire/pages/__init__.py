"""For staff: the rounds, one round with its buttons, and its questionnaire in each language."""

from flask import Blueprint

from feedback.questionnaire.pages import edition, rounds

blueprint = Blueprint("questionnaire", __name__)
blueprint.add_url_rule("/staff/rounds/", "rounds", rounds.rounds)
blueprint.add_url_rule("/staff/rounds/<code>", "round", rounds.round)
blueprint.add_url_rule("/staff/rounds/<code>/open", "open_round", rounds.open_round, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/close", "close_round", rounds.close_round, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/open-sealed", "open_sealed", rounds.open_sealed, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/edition/<wanted>", "edition", edition.edition)
