"""One box that finds people, course runs and certificates."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from lms.home import queries
from lms.home.views.blueprint import bp
from lms.platform.access import SIGNED_IN, current_actor, requires

LONGEST = 200


@bp.get("/search")
@requires(SIGNED_IN)
def search() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise BadRequest
    actor = current_actor()
    return render_template(
        "home/search.html",
        text=text,
        people=queries.people_found(text, actor) if text else (),
        runs=queries.runs_found(text, actor) if text else (),
        certificates=queries.certificates_found(text, actor) if text else (),
        shown=queries.SHOWN,
    )
