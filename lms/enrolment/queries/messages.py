"""Who takes part in a run and how they are written to; what was written before."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Select, and_, func, select

from lms.accounts.models import UserAccount
from lms.enrolment.models import Enrolment, EnrolmentState, RunMessage
from lms.enrolment.rules.messages import Frame, Participant
from lms.notifications.services import text_frame
from lms.people.models import Person
from lms.people.queries import mobiles
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.scheduling.models import CourseRun

TEXT = "enrolment/sms/run_message"


def participants(run: CourseRun) -> list[Participant]:
    """Everybody with a seat. Who has an account reads as it says, all others in the language of their record."""
    query = (
        select(
            Person.id,
            func.coalesce(Person.email, UserAccount.email).label("email"),
            Person.language,
            UserAccount.language.label("chosen"),
            UserAccount.digits,
            UserAccount.calendar,
            UserAccount.second_calendar,
        )
        .join(Enrolment, Enrolment.person_id == Person.id)
        .outerjoin(
            UserAccount, and_(UserAccount.person_id == Person.id, UserAccount.erased_at.is_(None))
        )
        .where(
            Enrolment.course_run_id == run.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )
    found = db.session.execute(query).all()
    numbers = mobiles([row.id for row in found])
    return [
        Participant(
            row.id,
            Preferences(
                language=row.chosen or row.language,
                digits=row.digits or "",
                calendar=row.calendar or "",
                second_calendar=row.second_calendar,
            ),
            row.email,
            numbers.get(row.id),
        )
        for row in found
    ]


def facts_of(run: CourseRun, language: str) -> dict[str, object]:
    """What is said of the run round a message to somebody who reads this language."""
    return {"course": run.course.name_in(language), "starts_on": run.starts_on}


def frames(run: CourseRun, people: list[Participant]) -> list[Frame]:
    """What stands round a text message, for those who have a mobile telephone."""
    readers = Counter(one.reader for one in people if one.mobile)
    return [
        Frame(*text_frame(TEXT, reader, **facts_of(run, reader.language)), count)
        for reader, count in readers.items()
    ]


def messages_to(run: CourseRun) -> Select[RunMessage]:
    """What was written to the participants of a run, the latest first."""
    return select(RunMessage).filter_by(course_run_id=run.id).order_by(RunMessage.id.desc())
