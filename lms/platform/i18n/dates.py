"""Dates and times as the reader writes them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from lms.platform import clock
from lms.platform.i18n.calendars.conversion import NoSuchDate, is_calculated, to_calendar
from lms.platform.i18n.calendars.hijri import hijri_months
from lms.platform.i18n.digits import digits
from lms.platform.i18n.messages import _, _p
from lms.platform.i18n.month_names import month_name, weekday_name
from lms.platform.i18n.preferences import Calendar, Digits, Preferences, preferences

__all__ = [
    "CALCULATED",
    "as_on",
    "date_text",
    "datetime_text",
    "echo_text",
    "explained",
    "moments",
    "month_name",
    "range_text",
    "second_date_text",
    "time_range_text",
    "time_text",
    "weekday_name",
]


CALCULATED = "≈"
"""Stands before a Hijri date that is only computed, where there is no room for the word."""
_WITH_LITTLE_ROOM = ("medium", "day_month")
_IN_FIGURES = ("short", "typed")
Known = tuple[str, date] | None
"""What a Hijri date is said by."""
_read_on: ContextVar[date | None] = ContextVar("read_on", default=None)


@contextmanager
def as_on(day: date) -> Iterator[None]:
    """Say what is to come as it was said on this day: for paper, which stays as it was made."""
    token = _read_on.set(day)
    try:
        yield
    finally:
        _read_on.reset(token)


def _day_of_reading() -> date:
    return _read_on.get() or clock.today()


def date_text(d: date, style: str = "long", calendar: str | None = None) -> str:
    """The day in the reader's calendar.

    Styles: long (17 November 2026), medium (17 Nov 2026), short (17/11/2026), day_month, weekday,
    and typed: the year first, as fields show it, because nobody can read that in two ways.
    """
    return _date_text(d, style, calendar, preferences(), _known(calendar))


@lru_cache(maxsize=10_000)
def _date_text(
    d: date, style: str, calendar: str | None, _reader: Preferences, _known: Known
) -> str:
    """The same days stand in row after row; whoever reads alike reads the same text."""
    kind, *parts = _in_calendar(d, calendar)
    return _calculated(_styled(style, d, kind, *parts), d, kind, style)


def second_date_text(d: date, style: str = "long") -> str:
    """The day in the reader's second calendar, with its letters; empty if there is none."""
    chosen = preferences()
    if chosen.second_calendar is None or chosen.second_calendar == chosen.calendar:
        return ""
    kind, *parts = _in_calendar(d, chosen.second_calendar)
    if kind != chosen.second_calendar:
        return ""  # beyond the Hijri table
    return _calculated(_with_era(_styled(style, d, kind, *parts), kind), d, kind, style)


def echo_text(d: date) -> str:
    """The day with its weekday, and in the second calendar where the reader has one: what a field says back."""
    first, second = date_text(d, "weekday"), second_date_text(d)
    if not second:
        return first
    return _p("date in two calendars", "%(date)s · %(second)s", date=first, second=second)


def explained(text: str) -> Markup:
    """A date as HTML, with what the mark of a calculated one means."""
    found = str(escape(text))
    if CALCULATED in found:
        why = escape(_("Calculated: the month may begin a day earlier or later."))
        found = found.replace(CALCULATED, f'<abbr title="{why}">{CALCULATED}</abbr>')
        found = f"<span>{found}</span>"  # in one piece, where a cell sets its parts apart
    return Markup(found)  # noqa: S704  # it was escaped


def time_text(t: time | datetime) -> str:
    """Hours and minutes, 24 hours a day."""
    return digits(f"{t:%H:%M}")


def time_range_text(start: time | datetime, end: time | datetime) -> str:
    """From one time to another: 09:00–14:00."""
    return f"{time_text(start)}–{time_text(end)}"


def datetime_text(at: datetime, zone: ZoneInfo | str, style: str = "long") -> str:
    """A moment, by the clocks of a place."""
    return moments(style)(at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone))


def moments(style: str = "long") -> Callable[[datetime], str]:
    """How moments are said, by the clocks that each carries: looked up once, for many rows."""
    words = _p("date and time", "%(date)s, %(time)s")
    return lambda at: words % {"date": date_text(at.date(), style), "time": time_text(at)}


def range_text(first: date, last: date, style: str = "long", calendar: str | None = None) -> str:
    """Two days and what lies between: 15–19 November 2026; what they share is said once."""
    return _range_text(first, last, style, calendar, preferences(), _known(calendar))


@lru_cache(maxsize=10_000)
def _range_text(
    first: date, last: date, style: str, calendar: str | None, _reader: Preferences, _known: Known
) -> str:
    if first == last:
        return date_text(first, style, calendar)
    if style in _IN_FIGURES:
        # A dash between figures turns round in a right-to-left line.
        return _p(
            "dates",
            "from %(first)s to %(last)s",
            first=date_text(first, style, calendar),
            last=date_text(last, style, calendar),
        )
    kind, year, month, day = _in_calendar(first, calendar)
    last_kind, last_year, last_month, last_day = _in_calendar(last, calendar)
    if style == "weekday" or (kind, year) != (last_kind, last_year):
        return _dashed(date_text(first, style, calendar), date_text(last, style, calendar))
    if month != last_month:
        text = _dashed(
            _worded(
                "medium_day_month" if style == "medium" else "day_month",
                first,
                kind,
                year,
                month,
                day,
            ),
            _worded(style, last, kind, last_year, last_month, last_day),
        )
        return _calculated(text, last, kind, style)
    text = _worded(style, last, kind, year, month, f"{digits(day)}–{digits(last_day)}")
    return _calculated(text, last, kind, style)


def _known(calendar: str | None) -> Known:
    """The version of the Hijri table and the day of reading, where they matter: others said it otherwise."""
    if (calendar or preferences().calendar) != "hijri":
        return None
    return hijri_months().version, _day_of_reading()


def _in_calendar(d: date, calendar: str | None) -> tuple[Calendar, int, int, int]:
    kind = Calendar(calendar or preferences().calendar)
    try:
        return (kind, *to_calendar(d, kind))
    except NoSuchDate:
        # Before and after the Hijri table a Gregorian date is the only true one.
        return Calendar.GREGORIAN, d.year, d.month, d.day


def _styled(style: str, d: date, calendar: Calendar, year: int, month: int, day: int) -> str:
    if style == "short":
        return _in_figures(year, month, day)
    if style == "typed":
        return _year_first(calendar, year, month, day)
    return _worded(style, d, calendar, year, month, day)


def _worded(style: str, d: date, calendar: Calendar, year: int, month: int, day: int | str) -> str:
    short = style.startswith("medium")
    values = {
        "day": digits(day),
        "month": month_name(month, calendar, short),
        "year": digits(year),
    }
    match style:
        case "day_month":
            return _p("date", "%(day)s %(month)s", **values)
        case "medium_day_month":
            return _p("short date", "%(day)s %(month)s", **values)
        case "weekday":
            weekday = weekday_name(d.isoweekday())
            return _p("date", "%(weekday)s %(day)s %(month)s %(year)s", weekday=weekday, **values)
        case "medium":
            return _p("short date", "%(day)s %(month)s %(year)s", **values)
        case "long":
            return _p("date", "%(day)s %(month)s %(year)s", **values)
    raise ValueError(f"No such style of dates: {style!r}")


def _calculated(text: str, d: date, calendar: Calendar, style: str) -> str:
    if calendar is not Calendar.HIJRI or style in _IN_FIGURES:
        return text
    if not is_calculated(d, _day_of_reading()):
        return text
    if style in _WITH_LITTLE_ROOM:
        return f"{CALCULATED} {text}"
    return _p("date", "%(date)s (calculated)", date=text)


def _with_era(text: str, calendar: Calendar) -> str:
    """The date with the letters that tell which calendar it is of, where a language has such."""
    match calendar:
        case Calendar.GREGORIAN:
            return _p("Gregorian date", "%(date)s", date=text)
        case Calendar.HIJRI:
            return _p("Hijri date", "%(date)s", date=text)
        case Calendar.JALALI:
            return _p("Jalali date", "%(date)s", date=text)


def _in_figures(year: int, month: int, day: int) -> str:
    return _p(
        "date in figures",
        "%(day)s/%(month)s/%(year)s",
        year=digits(year),
        month=digits(f"{month:02}"),
        day=digits(f"{day:02}"),
    )


def _year_first(calendar: Calendar, year: int, month: int, day: int) -> str:
    # A hyphen between Arabic digits would show the parts in the wrong order.
    iso = calendar is Calendar.GREGORIAN and preferences().digits == Digits.LATIN
    return digits(f"{year:04}-{month:02}-{day:02}" if iso else f"{year:04}/{month:02}/{day:02}")


def _dashed(first: str, last: str) -> str:
    return f"{first} – {last}"
