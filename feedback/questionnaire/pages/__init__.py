"""For staff: the rounds, one round with its buttons, its questionnaire in each language, and its recorded voices."""

from flask import Blueprint

from feedback.questionnaire.pages import clips, edition, rounds

blueprint = Blueprint("questionnaire", __name__)
blueprint.add_url_rule("/staff/rounds/", "rounds", rounds.rounds)
blueprint.add_url_rule("/staff/rounds/<code>", "round", rounds.round)
blueprint.add_url_rule("/staff/rounds/<code>/open", "open_round", rounds.open_round, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/close", "close_round", rounds.close_round, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/open-sealed", "open_sealed", rounds.open_sealed, methods=["POST"])
blueprint.add_url_rule("/staff/rounds/<code>/edition/<wanted>", "edition", edition.edition)
blueprint.add_url_rule("/clips/<file>", "clip", clips.clip)
blueprint.add_url_rule("/staff/clips/", "clip_rounds", clips.clip_rounds)
blueprint.add_url_rule("/staff/clips/<code>/<wanted>/", "clip_list", clips.clip_list)
TEXT = "/staff/clips/<code>/<wanted>/<key>"
blueprint.add_url_rule(TEXT, "clip_text", clips.clip_text)
blueprint.add_url_rule(f"{TEXT}/keep", "keep_clip", clips.keep, methods=["POST"])
blueprint.add_url_rule(f"{TEXT}/<int:id>/sign", "sign_clip", clips.sign, methods=["POST"])
blueprint.add_url_rule(f"{TEXT}/<int:id>/drop", "drop_clip", clips.drop, methods=["POST"])
