"""The form of the sign-in page."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Login and password, and the page that was wanted."""

    login = StringField()
    password = PasswordField()
    next = HiddenField()
