"""The words of a certificate in one language.

A name is never bent by the sentence round it: it stands in the nominative on a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lms.certificates.payload import CertificatePayload, Kind
from lms.people.rules import kept_together
from lms.platform.i18n import Preferences, _, _lp, _n, _p, direction, use_preferences
from lms.platform.i18n.calendars import to_calendar
from lms.platform.i18n.month_names import month_name
from lms.platform.i18n.numbers import decimal_text, digits, number
from lms.platform.i18n.preferences import Calendar
from lms.platform.i18n.spelled import in_words

_TITLES = {
    (Kind.COMPLETION, False): _lp("without an exam", "Certificate of Completion"),
    (Kind.COMPLETION, True): _lp("after an exam", "Certificate of Completion"),
    (Kind.ATTENDANCE, False): _lp("title", "Certificate of Attendance"),
    (Kind.PARTICIPATION, False): _lp("title", "Certificate of Participation"),
}
_LEADS = {
    "female": _lp("of a woman", "This is to certify that"),
    "male": _lp("of a man", "This is to certify that"),
    "unknown": _lp("of a person", "This is to certify that"),
}
_DEEDS = {
    (Kind.COMPLETION, "female"): _lp("a woman", "has successfully completed the course"),
    (Kind.COMPLETION, "male"): _lp("a man", "has successfully completed the course"),
    (Kind.COMPLETION, "unknown"): _lp("a person", "has successfully completed the course"),
    (Kind.ATTENDANCE, "female"): _lp("a woman", "has attended the course"),
    (Kind.ATTENDANCE, "male"): _lp("a man", "has attended the course"),
    (Kind.ATTENDANCE, "unknown"): _lp("a person", "has attended the course"),
    (Kind.PARTICIPATION, "female"): _lp("a woman", "has taken part in the course"),
    (Kind.PARTICIPATION, "male"): _lp("a man", "has taken part in the course"),
    (Kind.PARTICIPATION, "unknown"): _lp("a person", "has taken part in the course"),
}


@dataclass(frozen=True)
class Column:
    """What stands on the certificate in one language, line by line."""

    language: str
    direction: str
    parent: str
    body: str
    title: str
    lead: str
    name: str
    name_parts: tuple[str, ...]
    """The name between the places where a line may break; one alone where it may break at every space."""
    position: str
    deed: str
    course: str
    held: str
    facts: tuple[str, ...]
    demonstration: str


@dataclass(frozen=True)
class Proof:
    """What stands beside the QR code, in the language that leads."""

    issued: tuple[str, ...]
    valid: str
    seal: str


def column(payload: CertificatePayload, language: str) -> Column:
    """The certificate's text in this language."""
    leads = language == payload.language
    exam = payload.kind == Kind.COMPLETION and payload.score is not None
    with use_preferences(_reading(payload, language)):
        return Column(
            language=language,
            direction=direction(),
            parent=payload.parent_body.get(language, ""),
            body=payload.issuing_body[language],
            title=str(_TITLES[Kind(payload.kind), exam]),
            lead=str(_LEADS[payload.sex]),
            name=(name := payload.name if leads else payload.name_second or ""),
            name_parts=(name,) if payload.template_version == 1 else kept_together(name),
            position=payload.position.get(language, ""),
            deed=str(_DEEDS[Kind(payload.kind), payload.sex]),
            course=_p("course title", "%(title)s") % {"title": payload.course[language]},
            held=_held(payload, both=leads),
            facts=tuple(_facts(payload, language)),
            demonstration=_("DEMONSTRATION"),
        )


def proof(payload: CertificatePayload) -> Proof:
    """When it was issued and until when it is valid."""
    issued = date.fromisoformat(payload.issued_on)
    with use_preferences(_reading(payload, payload.language)):
        first, second = _in_both(payload, lambda calendar: _day(issued, calendar))
        valid = ""
        if payload.valid_until:
            until = date.fromisoformat(payload.valid_until)
            until_text, _second = _in_both(payload, lambda calendar: _day(until, calendar))
            valid = _("Valid until %(date)s", date=until_text)
        return Proof(
            issued=tuple(filter(None, (_("Issued on %(date)s", date=first), second))),
            valid=valid,
            seal=_("Place for the seal"),
        )


def _reading(payload: CertificatePayload, language: str) -> Preferences:
    """How the column is written: the digits of its language, the calendar of the body that leads."""
    if language == payload.language:
        return Preferences(language, calendar=payload.calendar, country=payload.country)
    return Preferences(language, calendar=Calendar.GREGORIAN)


def _held(payload: CertificatePayload, both: bool) -> str:
    first, last = date.fromisoformat(payload.starts_on), date.fromisoformat(payload.ends_on)
    kind = Kind(payload.kind)
    if not both:
        return _HELD[kind] % {"dates": _span(first, last, Calendar.GREGORIAN)}
    in_first, in_second = _in_both(payload, lambda calendar: _span(first, last, calendar))
    if not in_second:
        return _HELD[kind] % {"dates": in_first}
    return _HELD_IN_TWO[kind] % {"dates": in_first, "second": in_second}


_HELD = {
    Kind.COMPLETION: _lp("a course completed", "held %(dates)s"),
    Kind.ATTENDANCE: _lp("a course attended", "held %(dates)s"),
    Kind.PARTICIPATION: _lp("a course taken part in", "held %(dates)s"),
}
_HELD_IN_TWO = {
    Kind.COMPLETION: _lp("a course completed", "held %(dates)s (%(second)s)"),
    Kind.ATTENDANCE: _lp("a course attended", "held %(dates)s (%(second)s)"),
    Kind.PARTICIPATION: _lp("a course taken part in", "held %(dates)s (%(second)s)"),
}


def _in_both(payload: CertificatePayload, shown: Callable[[str], str]) -> tuple[str, str]:
    """What is shown in the body's calendar and in its second one; with letters where there are two."""
    if payload.second_calendar is None:
        return shown(payload.calendar), ""
    first, second = (
        _lettered(shown(calendar), calendar)
        for calendar in (payload.calendar, payload.second_calendar)
    )
    return first, second


def _span(first: date, last: date, calendar: str) -> str:
    if first == last:
        return _p("days on a certificate", "on %(date)s", date=_day(first, calendar))
    first_year, first_month, first_day = to_calendar(first, calendar)
    year, month, day = to_calendar(last, calendar)
    if (first_year, first_month) != (year, month):
        return _p(
            "days on a certificate",
            "from %(first)s to %(last)s",
            first=_day(first, calendar),
            last=_day(last, calendar),
        )
    return _p(
        "days on a certificate",
        "from %(first)s to %(last)s %(month)s %(year)s",
        first=digits(first_day),
        last=digits(day),
        month=month_name(month, calendar),
        year=digits(year),
    )


def _day(day_: date, calendar: str) -> str:
    # Not `date_text`: on paper no day says that its Hijri form is calculated.
    year, month, day = to_calendar(day_, calendar)
    return _p(
        "date on a certificate",
        "%(day)s %(month)s %(year)s",
        day=digits(day),
        month=month_name(month, calendar),
        year=digits(year),
    )


def _lettered(text: str, calendar: str) -> str:
    match Calendar(calendar):
        case Calendar.HIJRI:
            return _p("Hijri date on a certificate", "%(date)s AH", date=text)
        case Calendar.JALALI:
            return _p("Jalali date on a certificate", "%(date)s SH", date=text)
        case Calendar.GREGORIAN:
            return _p("Gregorian date on a certificate", "%(date)s", date=text)


def _facts(payload: CertificatePayload, language: str) -> list[str]:
    facts = [_training_time(payload.hours_minutes, spelled=payload.template_version > 1)]
    if place := payload.place.get(language):
        facts.append(_("at %(place)s") % {"place": place})
    if score := payload.score:
        facts.append(
            _(
                "score %(points)s of %(maximum)s",
                points=_numeral(score.points),
                maximum=_numeral(score.maximum),
            )
        )
    return facts


def _numeral(text: str) -> str:
    return decimal_text(Decimal(text), len(text.partition(".")[2]))


def _training_time(minutes: int, *, spelled: bool) -> str:
    hours, rest = divmod(minutes, 60)
    if not rest and spelled and (words := in_words(hours)):
        return _n(
            "%(count)s (%(words)s) training hour",
            "%(count)s (%(words)s) training hours",
            hours,
            words=words,
        )
    if not rest:
        return _n("%(count)s training hour", "%(count)s training hours", hours)
    return _("%(hours)s h %(minutes)s min of training", hours=number(hours), minutes=number(rest))
