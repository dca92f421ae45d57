"""The sign-in sheet on paper: who is expected at a session, with a box for each signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from lms.config import ROOT
from lms.platform.i18n import Preferences, _, direction, use_preferences
from lms.platform.i18n.dates import as_on, date_text, second_date_text, time_range_text
from lms.platform.i18n.numbers import number
from lms.platform.pdf.assets import Assets
from lms.platform.pdf.glyphs import require_glyphs
from lms.platform.pdf.press import Layout, lay_out
from lms.platform.pdf.templates import filled
from lms.platform.qr import QrPath, qr_path

LINES_ON_A_PAGE = 30
SPARE_LINES = 3  # for people who come without being on the list, where the last page has room
MOST_PEOPLE = 500

STYLESHEETS = ("paper.css", "sheet.css")
_ASSETS = Assets.of(ROOT / "static" / "pdf", *STYLESHEETS)
_SIZES = (100, 92, 84, 76)  # per cent of the lines' height and letters


@dataclass(frozen=True)
class SheetPerson:
    """One line of the sheet, in the sheet's language where the name has one."""

    name: str
    unit: str = ""


@dataclass(frozen=True)
class SheetPayload:
    """Everything printed on the sign-in sheet of one session."""

    language: str
    bodies: tuple[str, ...]  # who holds the course, the higher body first
    course: str
    session_number: int
    session_count: int
    held_on: date
    starts_at: time
    ends_at: time
    code: str  # of the sheet
    url: str  # of the session; the QR code carries it
    people: tuple[SheetPerson, ...]
    first_number: int = 1  # of the first line, where the sheet goes on from another file
    session_title: str = ""
    room: str = ""
    trainers: tuple[str, ...] = ()
    digits: str = ""
    calendar: str = ""
    second_calendar: str | None = None
    country: str = ""
    demonstration: bool = False

    def texts(self) -> Iterator[str]:
        """Every text that people gave, for checking before it is printed."""
        yield from (*self.bodies, self.course, self.session_title, self.room, *self.trainers)
        for person in self.people:
            yield from (person.name, person.unit)


@dataclass(frozen=True)
class SheetLine:
    """A numbered line; without a person it is spare."""

    number: str
    person: SheetPerson | None


@dataclass(frozen=True)
class SheetPage:
    """One page of paper; the last one of a sheet has room for the trainer's signature."""

    sheet: SheetPayload
    lines: list[SheetLine]
    is_last: bool
    session: str
    date: str
    time: str
    qr: QrPath


class TooManyPeople(ValueError):
    """No file has so many lines; a mistake of the code that asked for the sheets."""


def render_sheet(payload: SheetPayload) -> bytes:
    """The PDF of a sign-in sheet: A4 portrait, 30 people on a page, each page with the whole head.

    Raises:
        MissingGlyph: a name has a letter that our fonts cannot print.
    """
    return render_sheets([payload])


def render_sheets(payloads: Sequence[SheetPayload]) -> bytes:
    """The sheets of several sessions in one file, in the language and with the calendars of the first.

    Raises:
        MissingGlyph: a name has a letter that our fonts cannot print.
    """
    people = sum(len(payload.people) for payload in payloads)
    if people > MOST_PEOPLE:
        raise TooManyPeople(people)
    first = payloads[0]
    require_glyphs(text for payload in payloads for text in payload.texts())
    reading = Preferences(
        first.language,
        digits=first.digits,
        calendar=first.calendar,
        second_calendar=first.second_calendar,
        country=first.country,
    )
    with use_preferences(reading):
        pages = [page for payload in payloads for page in _pages(payload)]
        return _laid_out(pages, reading).pdf()


def _laid_out(pages: list[SheetPage], reading: Preferences) -> Layout:
    """The largest lines of which every page of them is one page of paper.

    To lay out a page takes long, so the fullest is tried alone first: what it does not fit into, all do not.
    """
    fullest = max(pages, key=_fullness)
    for size in _SIZES:
        is_tried = len(pages) > 1 and size != _SIZES[-1]
        if is_tried and _set([fullest], size, reading).page_count > 1:
            continue
        layout = _set(pages, size, reading)
        if layout.page_count <= len(pages):
            break
    return layout


def _fullness(page: SheetPage) -> int:
    people = [line.person for line in page.lines if line.person]
    return len(page.lines) + sum(len(one.name) + len(one.unit) for one in people)


def _set(pages: list[SheetPage], size: int, reading: Preferences) -> Layout:
    html = filled(
        "attendance/pdf/sign_in_sheet.html",
        pages=pages,
        codes=list(dict.fromkeys(page.sheet.code for page in pages)),
        language=reading.language,
        direction=direction(),
        digits=reading.digits,
        fit=size / 100,
    )
    return lay_out(html, STYLESHEETS, _ASSETS)


def _pages(sheet: SheetPayload) -> Iterator[SheetPage]:
    """The numbered lines, page by page, with spare ones at the end as far as the page has room."""
    people = sheet.people
    room = -len(people) % LINES_ON_A_PAGE if people else LINES_ON_A_PAGE
    spare = min(room, SPARE_LINES if people else LINES_ON_A_PAGE)
    lines = [
        SheetLine(number(position), person)
        for position, person in enumerate((*people, *[None] * spare), start=sheet.first_number)
    ]
    qr = qr_path(sheet.url)
    for at in range(0, len(lines), LINES_ON_A_PAGE):
        yield SheetPage(
            sheet,
            lines[at : at + LINES_ON_A_PAGE],
            is_last=at + LINES_ON_A_PAGE >= len(lines),
            session=_session(sheet),
            date=_date(sheet),
            time=time_range_text(sheet.starts_at, sheet.ends_at),
            qr=qr,
        )


def _session(payload: SheetPayload) -> str:
    which = {"number": number(payload.session_number), "count": number(payload.session_count)}
    if payload.session_title:
        return _("%(number)s of %(count)s: %(title)s", title=payload.session_title, **which)
    return _("%(number)s of %(count)s", **which)


def _date(payload: SheetPayload) -> str:
    with as_on(payload.held_on):
        first, second = date_text(payload.held_on, "weekday"), second_date_text(payload.held_on)
    return f"{first} · {second}" if second else first
