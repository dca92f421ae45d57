"""The training record of a person on paper: what was completed, as the reader is told it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from lms.certificates.models import Certificate
from lms.certificates.queries import Line
from lms.certificates.services.payloads import VERIFY_PATH
from lms.certificates.transcript import RecordLine, TranscriptPayload, render_transcript
from lms.organisation.models import OrgUnit, UnitKind
from lms.outcomes.rules import points
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.i18n import _, language, preferences
from lms.platform.i18n.numbers import number
from lms.platform.links import absolute
from lms.scheduling.models import CourseRun
from lms.scheduling.rules import active


def transcript(person: Person, workplace: Affiliation | None, lines: list[Line]) -> bytes:
    """The PDF of somebody's record in the language, digits and calendar of whoever asks."""
    return render_transcript(payload_of(person, workplace, lines))


def payload_of(
    person: Person, workplace: Affiliation | None, lines: list[Line]
) -> TranscriptPayload:
    """What the record says; courses in the order in which they were completed."""
    chosen = preferences()
    unit = workplace.unit if workplace else None
    completed = sorted(lines, key=lambda line: (line.completed_on or date.max, line.enrolment.id))
    return TranscriptPayload(
        language=chosen.language,
        bodies=_bodies(unit),
        name=person.full_name,
        name_second=person.second_name or "",
        id_last_four=person.national_id_last4 or "",
        lines=tuple(_line(line) for line in completed if line.completed_on),
        issued_on=clock.today(unit.country.timezone if unit else "UTC"),
        verify_address=_verify_address(),
        digits=chosen.digits,
        calendar=chosen.calendar,
        second_calendar=chosen.second_calendar,
        country=unit.country_code if unit else chosen.country,
        demonstration=person.is_demo,
    )


def training_minutes(run: CourseRun, certificate: Certificate | None) -> int:
    """What the certificate states, else what was given of the course."""
    if certificate is not None:
        return int(certificate.payload["hours_minutes"])
    given = sum(session.minutes for session in active(run.sessions))
    return min(given, run.course.minutes) or run.course.minutes


def _bodies(unit: OrgUnit | None) -> tuple[str, ...]:
    if unit is None:
        return (_("Daftar"),)
    above = unit.parent
    if above is None or above.kind is UnitKind.COUNTRY:
        return (unit.name_in(language()),)
    return (above.name_in(language()), unit.name_in(language()))


def _line(line: Line) -> RecordLine:
    run = line.run
    held = [session.held_on for session in active(run.sessions)]
    on = line.completed_on or clock.today()
    return RecordLine(
        course=run.course.name_in(language()),
        centre=run.unit.name_in(language()),
        starts_on=min(held, default=run.starts_on) or on,
        ends_on=max(held, default=run.ends_on) or on,
        minutes=training_minutes(run, line.certificate),
        result=_result(line),
        serial=line.certificate.serial if line.certificate else "",
    )


def _result(line: Line) -> str:
    if line.outcome is None or line.outcome.score is None:
        return _("Passed")
    return _("%(score)s of %(maximum)s", score=points(line.outcome.score), maximum=number(100))


def _verify_address() -> str:
    address = urlsplit(absolute(VERIFY_PATH.rstrip("/")))
    return address.netloc + address.path
