"""What a certificate will say, gathered from the records as they are on the day of issue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.certificates.models import IssuingBody
from lms.certificates.payload import CertificatePayload, Design, Kind, Score, Signatory
from lms.certificates.rules import serial_text
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit, UnitKind
from lms.outcomes.models import Outcome
from lms.outcomes.queries import Delivery
from lms.platform import clock
from lms.platform.i18n.calendars.hijri import decided_months
from lms.platform.ids import grouped, public_code
from lms.platform.links import absolute
from lms.platform.localised import LocalisedName
from lms.scheduling.models import CourseRun, SessionState

VERIFY_PATH = "/verify/"
_SCRIPTS = {
    "en": re.compile("[A-Za-z]"),
    "ar": re.compile("[\u0621-\u06cc]"),
    "fa": re.compile("[\u0621-\u06cc]"),
    "ka": re.compile("[\u10d0-\u10ff]"),
}


@dataclass(frozen=True)
class Identity:
    """What tells one certificate from all others."""

    serial: str
    code: str  # as stored, without hyphens
    issued_on: date
    valid_until: date | None

    def printed(self) -> dict[str, Any]:
        """As the payload has it."""
        return {
            "serial": self.serial,
            "code": grouped(self.code),
            "verify_url": absolute(VERIFY_PATH + self.code),
            "issued_on": self.issued_on.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }


def of_run(run: CourseRun, body: IssuingBody, delivery: Delivery) -> dict[str, Any]:
    """What all certificates of a run have in common."""
    held = [one.held_on for one in run.sessions if one.state is not SessionState.CANCELLED]
    starts_on = min(held, default=run.starts_on)
    ends_on = max(held, default=run.ends_on or run.starts_on)
    given = min(delivery.minutes_given, delivery.minutes_due) or delivery.minutes_due
    return {
        **of_body(body),
        "kind": Kind.COMPLETION.value,
        "course": _names(run.course, body.design),
        "hours_minutes": given,
        "starts_on": starts_on.isoformat() if starts_on else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "place": _place(run, body),
        "demonstration": run.is_demo or body.is_demo,
    }


def of_body(body: IssuingBody) -> dict[str, Any]:
    """What all certificates of a body have in common."""
    parent = body.unit.parent
    named = parent is not None and parent.kind is not UnitKind.COUNTRY
    return {
        "design": body.design,
        "issuing_body": _names(body, body.design),
        "parent_body": parent.names if parent is not None and named else {},
        "signatories": tuple(Signatory(one["name"], one["post"]) for one in body.signatories),
        "calendar": body.calendar,
        "second_calendar": body.second_calendar,
        "country": body.unit.country_code,
    }


def of_person(
    common: dict[str, Any], enrolment: Enrolment, outcome: Outcome, identity: Identity
) -> CertificatePayload:
    """The whole payload of one certificate."""
    completed_on = (outcome.met_on or identity.issued_on).isoformat()
    whole = {
        **common,
        # A run that was never dated was held, as far as anybody knows, on the day it was completed.
        "starts_on": common["starts_on"] or completed_on,
        "ends_on": common["ends_on"] or completed_on,
        "name": enrolment.person.full_name,
        "name_second": enrolment.person.second_name,
        "sex": enrolment.sex.value,
        "position": _position(enrolment, common["design"]),
        "score": _score(outcome, enrolment.run),
        **identity.printed(),
    }
    return CertificatePayload(**whole).with_months(decided_months())


def specimen(body: IssuingBody) -> CertificatePayload:
    """What the body's certificates look like: nobody's name, and a code that verifies nothing."""
    today = clock.today(body.unit.country.timezone)
    identity = Identity(serial_text(body.code, today.year, 0), public_code(), today, None)
    name, second_name = _SPECIMEN_NAMES[body.design]
    return CertificatePayload(
        **of_body(body),
        **identity.printed(),
        kind=Kind.COMPLETION.value,
        name=name,
        name_second=second_name,
        course=_SPECIMEN_COURSES,
        hours_minutes=30 * 60,
        starts_on=today.isoformat(),
        ends_on=today.isoformat(),
        demonstration=True,
    ).with_months(decided_months())


_SPECIMEN_NAMES: dict[str, tuple[str, str | None]] = {
    Design.ARABIC_ENGLISH: ("الاسم الرباعي للمتدرب", "Full name of the trainee"),
    Design.PERSIAN: ("نام و نام خانوادگی فراگیر", None),
    Design.GEORGIAN_ENGLISH: ("მსმენელის სახელი და გვარი", "Full name of the trainee"),
}
_SPECIMEN_COURSES = {
    "en": "Title of the course",
    "ar": "عنوان البرنامج التدريبي",
    "fa": "عنوان دوره آموزشی",
    "ka": "ტრენინგკურსის დასახელება",
}


def _names(named: LocalisedName, design: str) -> dict[str, str]:
    """The names there are, and something in the language that leads."""
    language = Design(design).languages[0]
    return {language: named.name_in(language), **named.names}


def _place(run: CourseRun, body: IssuingBody) -> dict[str, str]:
    """Where it was held, unless the name of the body says so already."""
    unit = run.site_unit or run.unit
    return {} if unit.id == body.unit_id else unit.names


def _position(enrolment: Enrolment, design: str) -> dict[str, str]:
    """Job and workplace at enrolment; a job that was typed in another script is left to its own language."""
    found = {}
    for language in Design(design).languages:
        parts = [_job(enrolment, language), _unit_name(enrolment.unit, language)]
        if text := ("، " if language in ("ar", "fa") else ", ").join(filter(None, parts)):
            found[language] = text
    return found


def _job(enrolment: Enrolment, language: str) -> str:
    job = enrolment.job_title or ""
    return job if _SCRIPTS[language].search(job) else ""


def _unit_name(unit: OrgUnit | None, language: str) -> str:
    return unit.names.get(language, "") if unit else ""


def _score(outcome: Outcome, run: CourseRun) -> Score | None:
    if not run.has_exam or outcome.score is None:
        return None
    whole, hundredths = divmod(outcome.score, 100)
    points = f"{whole}.{hundredths:02}".rstrip("0").rstrip(".") if hundredths else str(whole)
    return Score(points, "100")
