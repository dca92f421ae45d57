"""What must happen today."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.attendance import policy as attendance
from lms.home import queries
from lms.home.views.blueprint import bp
from lms.platform.access import current_actor, requires
from lms.scheduling.queries import today_of


@bp.get("/today")
@requires(attendance.TAKE, attendance.TAKE_OWN)
def today() -> ResponseReturnValue:
    actor = current_actor()
    day = today_of(actor)
    sessions = queries.sessions_on(day, actor)
    return render_template(
        "home/today.html",
        day=day,
        sessions=sessions,
        next_session=None if sessions else queries.next_session(day, actor),
        open_sheets=queries.open_sheets(day, actor),
        marks_due=queries.marks_due(day, actor),
        nominations=queries.nominations_to_decide(actor),
        objections=queries.objections_to_decide(actor),
        lists=queries.lists_to_approve(actor),
        certificates=queries.certificates_to_issue(actor),
    )
