"""What a certificate says, frozen when it is issued. The paper and the verify page read nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from lms.platform.i18n.calendars import Calendar, to_calendar
from lms.platform.i18n.calendars.hijri import Decided

TEMPLATE_VERSION = 2
"""Of new certificates. Those of 1 have no hours in words, break a name of two words, and cannot be searched as well."""
TEMPLATE_VERSIONS = (1, TEMPLATE_VERSION)
LONGEST_TEXT = 300
MOST_SIGNATORIES = 3
FORMS_OF_ADDRESS = ("female", "male", "unknown")
COLOUR = re.compile(r"#[0-9a-f]{6}")
NUMERAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")

_A_MONTH_AND_ITS_NEIGHBOURS = timedelta(days=62)

Names = Mapping[str, str]
"""The same thing said in several languages, by language code."""


class BadPayload(ValueError):
    """The payload cannot become a certificate; a mistake of the code that made it."""


class Design(StrEnum):
    """The languages of the paper: the first one leads, the second stands beside it where it is given."""

    ARABIC_ENGLISH = "ar-en"
    PERSIAN = "fa"
    GEORGIAN_ENGLISH = "ka-en"

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.value.split("-"))


class Kind(StrEnum):
    COMPLETION = "completion"
    ATTENDANCE = "attendance"
    PARTICIPATION = "participation"


@dataclass(frozen=True)
class Score:
    """Points of an exam as decimal numerals: 88 of 100."""

    points: str
    maximum: str


@dataclass(frozen=True)
class Signatory:
    name: str
    post: Names


@dataclass(frozen=True)
class CertificatePayload:
    """Everything printed on one certificate, in plain values that JSON can hold."""

    design: str
    kind: str
    issuing_body: Names
    name: str  # as on the identity card
    course: Names
    hours_minutes: int
    starts_on: str  # ISO dates throughout
    ends_on: str
    serial: str
    code: str  # as printed, in groups of four
    verify_url: str  # the address in the QR code
    issued_on: str
    signatories: tuple[Signatory, ...]
    calendar: str = Calendar.GREGORIAN
    second_calendar: str | None = None  # printed beside the first
    hijri_months: tuple[
        tuple[int, int, str], ...
    ] = ()  # what was announced of them when it was issued
    country: str = ""  # decides the names of months where countries differ
    parent_body: Names = field(default_factory=dict)
    name_second: str | None = None  # in the second script, as the holder spells it
    sex: str = "unknown"  # for the form of address alone
    position: Names = field(default_factory=dict)  # job and workplace of the holder then
    place: Names = field(default_factory=dict)
    score: Score | None = None
    valid_until: str | None = None
    demonstration: bool = False
    accent: str = "#0f5a69"
    accent_second: str = "#a97b25"
    template_version: int = TEMPLATE_VERSION  # by which it was issued, and is printed again

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise BadPayload("; ".join(faults))

    def _faults(self) -> Iterator[str]:
        if self.design not in set(Design):
            yield f"no design {self.design!r}"
        elif not self.issuing_body.get(self.language) or not self.course.get(self.language):
            yield f"the body and the course need names in {self.language}"
        if self.template_version not in TEMPLATE_VERSIONS:
            yield f"no template of version {self.template_version!r}"
        if not all(COLOUR.fullmatch(colour) for colour in (self.accent, self.accent_second)):
            yield "colours are written #rrggbb"
        yield from self._content_faults()
        yield from self._calendar_faults()

    def _content_faults(self) -> Iterator[str]:
        if self.kind not in set(Kind):
            yield f"no kind {self.kind!r}"
        if self.sex not in FORMS_OF_ADDRESS:
            yield f"no form of address for {self.sex!r}"
        if not self.name.strip():
            yield "no name"
        if self.hours_minutes <= 0:
            yield "no training time"
        score = self.score or Score("0", "0")
        if not NUMERAL.fullmatch(score.points) or not NUMERAL.fullmatch(score.maximum):
            yield "a score is written in decimal numerals"
        if not 1 <= len(self.signatories) <= MOST_SIGNATORIES:
            yield f"between 1 and {MOST_SIGNATORIES} sign"
        if any(len(text) > LONGEST_TEXT for text in self.texts()):
            yield f"a text is longer than {LONGEST_TEXT} letters"

    def _calendar_faults(self) -> Iterator[str]:
        calendars = (self.calendar, self.second_calendar or Calendar.GREGORIAN)
        dates = (self.starts_on, self.ends_on, self.issued_on, self.valid_until or self.issued_on)
        if not all(_is_iso_date(text) for text in dates):
            yield "dates are written year-month-day"
        elif self.starts_on > self.ends_on:
            yield "the course ends before it starts"
        elif not all(_is_known(text, calendar) for text in dates for calendar in calendars):
            yield f"the calendars {calendars} do not know these dates"

    @property
    def decided_months(self) -> Decided:
        """The announced Hijri months by which its dates are written, whatever is announced later."""
        return frozenset(
            (year, month, date.fromisoformat(day)) for year, month, day in self.hijri_months
        )

    def with_months(self, decided: Decided) -> CertificatePayload:
        """The payload with what is announced of the months that its dates lie in."""
        if Calendar.HIJRI not in (self.calendar, self.second_calendar):
            return self
        texts = filter(None, (self.starts_on, self.ends_on, self.issued_on, self.valid_until))
        days = [date.fromisoformat(text) for text in texts]
        near = sorted(
            (year, month, first_day.isoformat())
            for year, month, first_day in decided
            if any(abs(day - first_day) <= _A_MONTH_AND_ITS_NEIGHBOURS for day in days)
        )
        return replace(self, hijri_months=tuple(near))

    @property
    def language(self) -> str:
        """The language that leads."""
        return Design(self.design).languages[0]

    @property
    def second_language(self) -> str | None:
        """The language beside it, where name, body and course are given in it."""
        for language in Design(self.design).languages[1:]:
            if self.name_second and self.course.get(language) and self.issuing_body.get(language):
                return language
        return None

    @property
    def verify_address(self) -> str:
        """Where to type the code: the QR code's address without scheme and code."""
        parts = urlsplit(self.verify_url)
        return parts.netloc + parts.path.rpartition("/")[0]

    def texts(self) -> Iterator[str]:
        """Every text that people gave, for checking before it is printed."""
        by_language = [self.issuing_body, self.parent_body, self.course, self.position, self.place]
        for names in [*by_language, *(signatory.post for signatory in self.signatories)]:
            yield from names.values()
        yield from (signatory.name for signatory in self.signatories)
        yield from (self.name, self.name_second or "", self.serial, self.code, self.verify_url)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> CertificatePayload:
        """The payload that `as_dict` or JSON gave; what it does not know it refuses."""
        given = dict(values)
        given["hijri_months"] = tuple(tuple(one) for one in given.get("hijri_months", ()))
        given["signatories"] = tuple(Signatory(**one) for one in given.get("signatories", ()))
        if given.get("score") is not None:
            given["score"] = Score(**given["score"])
        try:
            return cls(**given)
        except TypeError as wrong:
            raise BadPayload(str(wrong)) from None

    def to_json(self) -> str:
        """The one JSON text of this payload: sorted keys, no spaces."""
        return json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> CertificatePayload:
        return cls.from_dict(json.loads(text))


def _is_iso_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_known(text: str, calendar: str) -> bool:
    try:
        to_calendar(date.fromisoformat(text), calendar)
    except ValueError:  # no such calendar, or a date before or after its table
        return False
    return True
