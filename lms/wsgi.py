"""For a WSGI server: `lms.wsgi:app`. Refuses to start on settings or a database that do not fit."""

from lms.app import create_app
from lms.home.serve_cli import refuse_unmigrated

app = create_app()
with app.app_context():
    refuse_unmigrated(app.config["SETTINGS"])
