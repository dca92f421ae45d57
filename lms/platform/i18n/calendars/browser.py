"""What the script of date fields reads: the server's own tables, names and sentences, as one file for each reader."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from lms.platform.i18n.calendars import names
from lms.platform.i18n.calendars.conversion import (
    HIJRI_AGREED_FIRST,
    HIJRI_AGREED_LAST,
    from_calendar,
    month_length,
    out_of_hijri,
)
from lms.platform.i18n.calendars.hijri import FIRST_YEAR, Decided, hijri_months, table, use_months
from lms.platform.i18n.calendars.typed import GREGORIAN_YEARS, HIJRI_OR_JALALI_YEARS
from lms.platform.i18n.folding import LETTERS
from lms.platform.i18n.messages import _, _lp, _p
from lms.platform.i18n.month_names import month_name, weekday_name
from lms.platform.i18n.preferences import Calendar, Preferences, preferences, use_preferences

_EPOCH = date(1970, 1, 1).toordinal()
_SHORTEST = 28  # days of a month; lengths are written from it on, a digit each

SHORT_WEEKDAYS = (
    _lp("short weekday", "Mon"),
    _lp("short weekday", "Tue"),
    _lp("short weekday", "Wed"),
    _lp("short weekday", "Thu"),
    _lp("short weekday", "Fri"),
    _lp("short weekday", "Sat"),
    _lp("short weekday", "Sun"),
)


class File(NamedTuple):
    """A file as it is sent, and the mark of its content."""

    content: str
    mark: str


def file_for_reader() -> File:
    """The file for whoever reads now."""
    reader = preferences()
    return file_for(reader.language, reader.country)


def file_for(language: str, country: str) -> File:
    """The file for a language; a country may have names of months of its own."""
    months = hijri_months()
    decided = frozenset(
        (*months.month_at(place), date.fromordinal(months.starts[place]))
        for place in months.decided
    )
    return _file(language, country, decided)


@lru_cache(maxsize=50)
def _file(language: str, country: str, decided: Decided) -> File:
    with use_preferences(Preferences(language=language, country=country)), use_months(decided):
        content = json.dumps(_content(decided), ensure_ascii=False, separators=(",", ":"))
    return File(content, hashlib.sha256(content.encode()).hexdigest()[:10])


def _content(decided: Decided) -> dict[str, Any]:
    starts = table(decided).starts
    jalali = HIJRI_OR_JALALI_YEARS
    return {
        "hijri": {
            "year": FIRST_YEAR,
            "first": starts[0] - _EPOCH,
            "lengths": _written(end - start for start, end in pairwise(starts)),
            "sure": [
                HIJRI_AGREED_FIRST.toordinal() - _EPOCH,
                HIJRI_AGREED_LAST.toordinal() - _EPOCH,
            ],
            "announced": sorted(table(decided).decided),
        },
        "jalali": {
            "year": jalali[0],
            "first": from_calendar(jalali[0], 1, 1, "jalali").toordinal() - _EPOCH,
            "lengths": _written(
                month_length(year, month, "jalali") for year in jalali for month in range(1, 13)
            ),
        },
        "years": {
            "gregorian": [GREGORIAN_YEARS[0], GREGORIAN_YEARS[-1]],
            "others": [jalali[0], jalali[-1]],
        },
        "months": {kind: [month_name(month, kind) for month in range(1, 13)] for kind in Calendar},
        "weekdays": [weekday_name(number) for number in range(1, 8)],
        "shortWeekdays": [str(name) for name in SHORT_WEEKDAYS],
        "named": {name: list(month) for name, month in names.months().items()},
        "eras": names.eras(),
        "idle": sorted(names.idle_words()),
        "letters": LETTERS,
        "texts": _texts(),
    }


def _written(lengths: Any) -> str:
    return "".join(str(days - _SHORTEST) for days in lengths)


def _texts() -> dict[str, str]:
    """The sentences with their places still open."""
    return {
        "weekday": _p("date", "%(weekday)s %(day)s %(month)s %(year)s"),
        "day": _p("date", "%(day)s %(month)s %(year)s"),
        "gregorian": _p("Gregorian date", "%(date)s"),
        "hijri": _p("Hijri date", "%(date)s"),
        "jalali": _p("Jalali date", "%(date)s"),
        "calculated": _p("date", "%(date)s (calculated)"),
        "both": _p("date in two calendars", "%(date)s · %(second)s"),
        "none": _("%(date)s does not exist."),
        "leap": _("%(date)s does not exist: %(year)s is not a leap year."),
        "month": _("There is no month %(month)s: a year has %(months)s months."),
        "two": _(
            "This could be %(first)s or %(second)s. Write the month in words, or the year first."
        ),
        "year": _("The year %(year)s could be Hijri or Jalali. Write the month in words."),
        "outside": out_of_hijri(),
        "choose": _("Choose a date"),
        "monthBefore": _("Month before"),
        "monthAfter": _("Month after"),
        "yearBefore": _("Year before"),
        "yearAfter": _("Year after"),
        "today": _("Today"),
        "close": _("Close"),
    }
