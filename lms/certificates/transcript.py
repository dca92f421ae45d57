"""The training record on paper: what a person has completed, with the serial of each certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lms.config import ROOT
from lms.platform.i18n import Preferences, _, _n, direction, use_preferences
from lms.platform.i18n.dates import as_on, date_text, range_text, second_date_text
from lms.platform.i18n.numbers import duration
from lms.platform.pdf.assets import Assets
from lms.platform.pdf.glyphs import require_glyphs
from lms.platform.pdf.press import render
from lms.platform.pdf.templates import filled

MOST_LINES = 500
STYLESHEETS = ("paper.css", "transcript.css")
_ASSETS = Assets.of(ROOT / "static" / "pdf", *STYLESHEETS, "emblem.svg")


@dataclass(frozen=True)
class RecordLine:
    """One completed course, in the record's language."""

    course: str
    centre: str
    starts_on: date
    ends_on: date
    minutes: int
    result: str = ""  # as the reader is told it: “88 of 100”, “passed”
    serial: str = ""  # of the certificate, where there is one


@dataclass(frozen=True)
class TranscriptPayload:
    """Everything printed in one training record."""

    language: str
    bodies: tuple[str, ...]  # who issues it, the higher body first
    name: str
    id_last_four: str
    lines: tuple[RecordLine, ...]
    issued_on: date
    verify_address: str  # where the code of a certificate can be typed
    name_second: str = ""
    digits: str = ""
    calendar: str = ""
    second_calendar: str | None = None
    country: str = ""
    demonstration: bool = False

    def texts(self) -> Iterator[str]:
        """Every text that people gave, for checking before it is printed."""
        yield from (*self.bodies, self.name, self.name_second)
        for line in self.lines:
            yield from (line.course, line.centre, line.result, line.serial)


class TooManyLines(ValueError):
    """Nobody has completed so many courses; a mistake of the code that asked for the record."""


def render_transcript(payload: TranscriptPayload) -> bytes:
    """The PDF of a training record: A4 portrait, as many pages as it needs, heads repeated.

    Raises:
        MissingGlyph: a name has a letter that our fonts cannot print.
    """
    if len(payload.lines) > MOST_LINES:
        raise TooManyLines(len(payload.lines))
    require_glyphs(payload.texts())
    reading = Preferences(
        payload.language,
        digits=payload.digits,
        calendar=payload.calendar,
        second_calendar=payload.second_calendar,
        country=payload.country,
    )
    with use_preferences(reading), as_on(payload.issued_on):
        html = filled(
            "certificates/pdf/transcript.html",
            record=payload,
            lines=[(line, _dates(line), duration(line.minutes)) for line in payload.lines],
            direction=direction(),
            digits=reading.digits,
            issued=_issued(payload.issued_on),
            courses=_n("%(count)s course", "%(count)s courses", len(payload.lines)),
            total=duration(sum(line.minutes for line in payload.lines)),
        )
        return render(html, STYLESHEETS, _ASSETS)


def _dates(line: RecordLine) -> str:
    if line.starts_on == line.ends_on:
        return date_text(line.starts_on)
    return range_text(line.starts_on, line.ends_on)


def _issued(day: date) -> str:
    second = second_date_text(day)
    if not second:
        return date_text(day)
    return _("%(date)s (%(second)s)", date=date_text(day), second=second)
