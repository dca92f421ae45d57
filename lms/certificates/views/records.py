"""Training records: one's own, and those that staff may read."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.certificates import policy, queries, services
from lms.certificates.icalendar import Appointment, icalendar
from lms.certificates.views.blueprint import bp, pdf_response
from lms.certificates.views.record import Record, day_and_time, place_of, title_of
from lms.people.models import Person
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db
from lms.scheduling.models import TrainingSession


@bp.get("/my-record")
@requires(policy.OWN_RECORD)
def my_record() -> ResponseReturnValue:
    person = _myself()
    sessions = queries.coming_sessions(person.id) if person else []
    return render_template(
        "certificates/my_record.html",
        record=Record(person, current_actor()) if person else None,
        session=sessions[0] if sessions else None,
        day_and_time=day_and_time,
        place_of=place_of,
        title_of=title_of,
    )


@bp.get("/my-record/sessions.ics")
@requires(policy.OWN_RECORD)
def my_calendar() -> Response:
    """The coming sessions for one's own calendar."""
    person = _myself()
    sessions = queries.coming_sessions(person.id) if person else []
    text = icalendar([_appointment(one) for one in sessions], stamp=clock.now())
    response = Response(text, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="sessions.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/my-record/transcript.pdf")
@requires(policy.OWN_RECORD)
def transcript() -> ResponseReturnValue:
    person = _myself()
    if person is None:
        raise NotFound
    pdf = services.transcript(
        person, queries.workplace(person.id), queries.lines(person.id, current_actor())
    )
    return pdf_response(pdf, "transcript")


@bp.get("/my-certificates")
@requires(policy.OWN_RECORD)
def my_certificates() -> ResponseReturnValue:
    person = _myself()
    record = Record(person, current_actor()) if person else None
    return render_template("certificates/my_certificates.html", record=record)


@bp.get("/records/<int:person_id>")
@requires(policy.VIEW)
def record(person_id: int) -> ResponseReturnValue:
    """Somebody's record, as far as the history rules open it to the reader."""
    actor = current_actor()
    person = one_or_404(queries.person(person_id, actor))
    return render_template("certificates/record.html", record=Record(person, actor))


def _myself() -> Person | None:
    person_id = current_actor().person_id
    return db.session.get(Person, person_id) if person_id is not None else None


def _appointment(session: TrainingSession) -> Appointment:
    return Appointment(
        key=f"session-{session.id}@daftar",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=title_of(session),
        place=place_of(session),
        details=session.run.code,
    )
