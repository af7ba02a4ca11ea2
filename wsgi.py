"""What a WSGI server serves: `gunicorn wsgi:app`."""

from feedback.app import create_app_from_environment

app = create_app_from_environment()
