"""What people who work here see first: sign-in, the desk, the list of people and the audit trail."""

from flask import Blueprint
from flask_wtf.csrf import generate_csrf

from feedback.accounts.pages import desk, guard, signing

blueprint = Blueprint("accounts", __name__)
blueprint.before_app_request(guard.refuse_forged_forms)
blueprint.after_app_request(guard.note_use)
blueprint.add_app_template_global(generate_csrf, "csrf_token")
blueprint.add_app_template_global(desk.staff_links, "staff_links")
blueprint.add_url_rule("/staff/sign-in", "sign_in", signing.sign_in, methods=["GET", "POST"])
blueprint.add_url_rule("/staff/sign-out", "sign_out", signing.sign_out, methods=["POST"])
blueprint.add_url_rule("/staff/", "desk", desk.desk)
blueprint.add_url_rule("/staff/people", "people", desk.people)
blueprint.add_url_rule("/staff/audit", "audit", desk.trail)
