"""Dates and times as the reader writes them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lms.platform.i18n.calendars.conversion import NoSuchDate, is_calculated, to_calendar
from lms.platform.i18n.digits import digits
from lms.platform.i18n.messages import _p
from lms.platform.i18n.month_names import month_name, weekday_name
from lms.platform.i18n.preferences import Calendar, preferences

__all__ = [
    "date_text",
    "datetime_text",
    "month_name",
    "range_text",
    "second_date_text",
    "time_range_text",
    "time_text",
    "weekday_name",
]


def date_text(d: date, style: str = "long", calendar: str | None = None) -> str:
    """The day in the reader's calendar: long, medium, short, day_month or weekday."""
    kind = Calendar(calendar or preferences().calendar)
    try:
        year, month, day = to_calendar(d, kind)
    except NoSuchDate:
        # Before and after the Hijri table a Gregorian date is the only true one.
        kind = Calendar.GREGORIAN
        year, month, day = d.year, d.month, d.day
    if style == "short":
        return _numeric(year, month, day)
    values = {
        "day": digits(day),
        "month": month_name(month, kind, short=style == "medium"),
        "year": digits(year),
        "weekday": weekday_name(d.isoweekday()),
    }
    return _calculated(_worded(values, style), d, kind)


def _worded(values: dict[str, str], style: str) -> str:
    if style == "day_month":
        return _p("date", "%(day)s %(month)s", **values)
    if style == "weekday":
        return _p("date", "%(weekday)s %(day)s %(month)s %(year)s", **values)
    if style == "medium":
        return _p("short date", "%(day)s %(month)s %(year)s", **values)
    return _p("date", "%(day)s %(month)s %(year)s", **values)


def _calculated(text: str, d: date, calendar: Calendar) -> str:
    if calendar is Calendar.HIJRI and is_calculated(d):
        return _p("date", "%(date)s (calculated)", date=text)
    return text


def _numeric(year: int, month: int, day: int) -> str:
    return _p(
        "date in figures",
        "%(day)s/%(month)s/%(year)s",
        year=digits(year),
        month=digits(f"{month:02}"),
        day=digits(f"{day:02}"),
    )


def second_date_text(d: date) -> str:
    """The day in the reader's second calendar; empty if there is none."""
    second = preferences().second_calendar
    if second is None:
        return ""
    return date_text(d, calendar=second)


def time_text(t: time | datetime) -> str:
    """Hours and minutes, 24 hours a day."""
    return digits(f"{t:%H:%M}")


def time_range_text(start: time | datetime, end: time | datetime) -> str:
    """From one time to another: 09:00–14:00."""
    return f"{time_text(start)}–{time_text(end)}"


def datetime_text(at: datetime, zone: ZoneInfo | str, style: str = "long") -> str:
    """A moment on the clocks of a place."""
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return _p(
        "date and time",
        "%(date)s, %(time)s",
        date=date_text(local.date(), style),
        time=time_text(local),
    )


def range_text(first: date, last: date, style: str = "long") -> str:
    """Two days and what lies between: 15–19 November 2026."""
    return f"{date_text(first, style)} – {date_text(last, style)}"
