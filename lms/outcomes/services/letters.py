"""What the trainee and whoever recorded the mark are told of a decision, by mail."""

from __future__ import annotations

from typing import Any

from lms.accounts.models import UserAccount
from lms.accounts.services.notices import reader_of
from lms.attendance import queries as attendance
from lms.attendance.models import AttendanceEntry
from lms.notifications.services import send
from lms.objections.models import Objection, ObjectionState
from lms.outcomes.rules import Decision
from lms.platform.i18n import use_preferences
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.numbers import number, percent
from lms.platform.links import absolute


def tell_of_decision(
    objection: Objection, entry: AttendanceEntry, decision: Decision | None
) -> None:
    """Write to both, each in their own language; who has no account reads it on paper or is told."""
    trainee = attendance.account_of(objection.filed_by_id)
    recorder = attendance.account_of(entry.recorded_by_id)
    if trainee is not None:
        path = f"/my-attendance/{entry.enrolment_id}"
        _tell(trainee, "objection_answered", objection, entry, decision, path)
    if recorder is not None and recorder is not trainee:
        run, session = entry.session.run, entry.session
        path = f"/runs/{run.code}/attendance/{session.number}/history/{entry.enrolment_id}"
        _tell(recorder, "objection_decided", objection, entry, decision, path)


def _tell(
    user: UserAccount,
    letter: str,
    objection: Objection,
    entry: AttendanceEntry,
    decision: Decision | None,
    path: str,
) -> None:
    session = entry.session
    with use_preferences(reader_of(user)) as reader:
        facts: dict[str, Any] = {
            "session": number(session.number),
            "day": date_text(session.held_on),
            "course": session.run.course.name_in(reader.language),
            "rate": percent(decision.rate) if decision and decision.rate is not None else "",
        }
    send(
        f"outcomes/mail/{letter}",
        to=user.email,
        reader=reader,
        name=user.display_name,
        trainee=entry.enrolment.person.full_name,
        accepted=objection.state is ObjectionState.ACCEPTED,
        answer=objection.answer or "",
        run=session.run.code,
        link=absolute(path),
        **facts,
    )
