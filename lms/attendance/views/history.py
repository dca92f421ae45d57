"""What was recorded for one person in one session: by whom, when, and what it replaced."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries
from lms.attendance.rules import in_words
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import place_in_run, when
from lms.objections.rules import STATES
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db


@bp.get("/runs/<string:code>/attendance/<int:number>/history/<int:enrolment_id>")
@requires(policy.VIEW, policy.VIEW_OWN)
def history(code: str, number: int, enrolment_id: int) -> ResponseReturnValue:
    session = one_or_404(queries.session(code, number, current_actor()))
    enrolment = one_or_404(queries.enrolment(session, enrolment_id))
    entries = list(db.session.scalars(queries.history(session, enrolment_id)))
    return render_template(
        "attendance/history.html",
        session=session,
        enrolment=enrolment,
        entries=[(entry, in_words(entry)) for entry in reversed(entries)],
        recorders=queries.recorders(entries),
        objections=[(one, STATES[one.state]) for one in queries.objections_to(entries).values()],
        place=place_in_run(session),
        when=when(session),
    )
