"""For a WSGI server: `lms.wsgi:app`."""

from lms.app import create_app

app = create_app()
