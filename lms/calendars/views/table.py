"""The tables that the script of date fields reads."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import NotFound

from lms.calendars.views.blueprint import bp
from lms.platform.access import PUBLIC, requires
from lms.platform.i18n import LANGUAGES, preferences
from lms.platform.i18n.calendars.browser import file_for


@bp.get("/calendar-table")
@requires(PUBLIC)
def table() -> Response:
    """The file that the address names by the mark of its content; kept by the browser until a page names another."""
    whom = request.args.get("for")
    language, _hyphen, country = (whom or preferences().language).partition("-")
    if language not in LANGUAGES or not (country.isascii() and len(country) in (0, 2)):
        raise NotFound
    file = file_for(language, country)
    answer = Response(file.content, mimetype="application/json")
    if request.args.get("v") == file.mark:
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
