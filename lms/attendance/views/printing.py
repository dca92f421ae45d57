"""Sign-in sheets on paper: of one session, or of a whole run."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from lms.attendance import policy, queries
from lms.attendance.document import MOST_PEOPLE, SheetPayload, SheetPerson, render_sheets
from lms.attendance.errors import TooManyForOneFile
from lms.attendance.views.blueprint import bp
from lms.enrolment.models import Enrolment
from lms.organisation.queries import path
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import language, preferences, use_preferences
from lms.platform.i18n.preferences import Preferences
from lms.platform.links import absolute
from lms.scheduling.models import CourseRun, SessionState, TrainingSession
from lms.scheduling.rules import title


@bp.get("/runs/<string:code>/attendance/<int:number>/sheet.pdf")
@requires(policy.VIEW, policy.VIEW_OWN)
def sheet_pdf(code: str, number: int) -> ResponseReturnValue:
    """The sheet of one session, in files of at most 500 people."""
    session = one_or_404(queries.session(code, number, current_actor()))
    people = list(db.session.scalars(queries.roster_on(session)))
    sent = request.args.get("part", "")
    part = int(sent) if sent.isdecimal() and 0 < len(sent) < 4 else 1
    first = max(part - 1, 0) * MOST_PEOPLE
    some = people[first : first + MOST_PEOPLE]
    with use_preferences(_reading(session.run)):
        payload = _payload(session, some, first + 1)
        return _file(render_sheets([payload]), f"{session.run.code}-{session.number}")


@bp.get("/runs/<string:code>/attendance/sheets.pdf")
@requires(policy.VIEW, policy.VIEW_OWN)
def run_sheets_pdf(code: str) -> ResponseReturnValue:
    """The sheets of all sessions of the run in one file."""
    run = one_or_404(queries.run(code, current_actor()))
    sessions = [one for one in run.sessions if one.state is not SessionState.CANCELLED]
    people = {one.id: list(db.session.scalars(queries.roster_on(one))) for one in sessions}
    if not sessions or sum(len(some) for some in people.values()) > MOST_PEOPLE:
        raise TooManyForOneFile
    with use_preferences(_reading(run)):
        payloads = [_payload(one, people[one.id], 1) for one in sessions]
        return _file(render_sheets(payloads), run.code)


def _reading(run: CourseRun) -> Preferences:
    """The sheet is read and signed in the language of the course, with the customs of the country."""
    country = run.unit.country
    return Preferences(
        run.language,
        calendar=country.calendar,
        second_calendar=country.second_calendar,
        country=country.code,
    )


def _payload(
    session: TrainingSession, people: Sequence[Enrolment], first_number: int
) -> SheetPayload:
    run, reading = session.run, preferences()
    bodies = path(run.unit)
    trainers = [one.person.full_name for one in session.assignments]
    return SheetPayload(
        language=reading.language,
        digits=reading.digits,
        calendar=reading.calendar,
        second_calendar=reading.second_calendar,
        country=reading.country,
        bodies=tuple(body.name_in(language()) for body in bodies[-2:]),
        course=run.course.name_in(language()),
        session_number=session.number,
        session_count=len(run.sessions),
        session_title=title(session) if session.title or session.topic else "",
        held_on=session.held_on,
        starts_at=session.start_time,
        ends_at=session.end_time,
        room=session.room.name_in(language()) if session.room else "",
        trainers=tuple(trainers),
        code=f"{run.code}/{session.number}",
        url=absolute(url_for("attendance.sheet", code=run.code, number=session.number)),
        people=tuple(_person(one) for one in people),
        first_number=first_number,
        demonstration=run.is_demo,
    )


def _person(enrolment: Enrolment) -> SheetPerson:
    unit = enrolment.unit.name_in(language()) if enrolment.unit else ""
    return SheetPerson(enrolment.person.full_name, unit)


def _file(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
