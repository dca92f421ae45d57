"""Writing to the participants of a run: all of them or nobody, and the same words once a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms.audit.services import record
from lms.enrolment import queries
from lms.enrolment.errors import AlreadyWritten, NobodyReached, TextTooLong, TooManyPeople
from lms.enrolment.models import Enrolment, RunMessage, Ways
from lms.enrolment.queries.messages import TEXT, facts_of
from lms.enrolment.rules.messages import (
    MOST_PEOPLE,
    MOST_SEGMENTS,
    Participant,
    Parts,
    Reach,
    parts,
    reach,
)
from lms.notifications.models import Channel
from lms.notifications.services import send, send_text
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.numbers import number
from lms.platform.throttle import Limit
from lms.scheduling.models import CourseRun

WRITTEN = Limit("messages to participants", 20, timedelta(hours=1))


def weigh(run: CourseRun, text: str, ways: Ways) -> tuple[list[Participant], Reach, Parts | None]:
    """Whom a message would reach and in how many parts; None where it is no text message.

    Raises:
        NobodyReached, TooManyPeople, TextTooLong: it cannot be sent as it is.
    """
    people = queries.participants(run)
    found = reach(people, ways)
    if found.people == found.unreached:
        raise NobodyReached
    if found.people > MOST_PEOPLE:
        raise TooManyPeople(most=number(MOST_PEOPLE))
    if Channel.SMS not in ways.channels:
        return people, found, None
    counted = parts(queries.frames(run, people), text)
    if counted.most > MOST_SEGMENTS:
        raise TextTooLong(parts=number(counted.most), most=number(MOST_SEGMENTS))
    return people, found, counted


def write(run: CourseRun, text: str, ways: Ways, by: Actor) -> RunMessage:
    """Put the message to everybody into the outbox, in the caller's transaction.

    Raises:
        NobodyReached, TooManyPeople, TextTooLong: nothing was written.
        AlreadyWritten: these words went out to the run today; a second click, another tab, a colleague.
    """
    people, found, counted = weigh(run, text, ways)
    message = RunMessage(
        course_run_id=run.id,
        ways=ways,
        text=text,
        fingerprint=hashlib.sha256(f"{ways.value}\0{text}".encode()).hexdigest(),
        written_on=clock.today(run.unit.country.timezone),
        written_by_id=by.id or None,
        by_mail=found.by_mail,
        by_sms=found.by_sms,
        unreached=found.unreached,
        segments=counted.total if counted else 0,
    )
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError as error:
        raise AlreadyWritten from error
    for one in people:
        _send(run, text, ways, one)
    details = {
        "mail": found.by_mail,
        "sms": found.by_sms,
        "segments": message.segments,
        "unreached": found.unreached,
    }
    record("enrolment.message", actor=by, subject=run, details=details, unit_id=run.unit_id)
    return message


def forget_words(person_id: int, names: Callable[[str], bool]) -> None:
    """Empty the messages that name somebody who is erased, among those to runs they had a place in."""
    runs = select(Enrolment.course_run_id).where(Enrolment.person_id == person_id)
    written = select(RunMessage.id, RunMessage.text).where(RunMessage.course_run_id.in_(runs))
    found = [row.id for row in db.session.execute(written) if names(row.text)]
    db.session.execute(update(RunMessage).where(RunMessage.id.in_(found)).values(text=""))


def _send(run: CourseRun, text: str, ways: Ways, to: Participant) -> None:
    facts: dict[str, Any] = {**facts_of(run, to.reader.language), "lines": text.split("\n")}
    if Channel.MAIL in ways.channels and to.email:
        send("enrolment/mail/run_message", to=to.email, reader=to.reader, **facts)
    if Channel.SMS in ways.channels and to.mobile:
        send_text(TEXT, to=to.mobile, reader=to.reader, **facts)
