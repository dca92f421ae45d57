"""From Gregorian to Hijri (Umm al-Qura) and Jalali and back, and why a date does not exist."""

from datetime import date, timedelta

from persiantools.jdatetime import JalaliDate

from lms.platform.i18n.calendars.hijri import FIRST_YEAR, LAST_YEAR, hijri_months
from lms.platform.i18n.digits import digits
from lms.platform.i18n.messages import _, _n
from lms.platform.i18n.month_names import in_words
from lms.platform.i18n.preferences import Calendar

# The part of the Hijri table on which other Umm al-Qura tables agree.
HIJRI_AGREED_FIRST, HIJRI_AGREED_LAST = date(1999, 4, 17), date(2029, 8, 10)
# Its first day in Gregorian 622; the last year that fits wholly in Gregorian 9999.
_JALALI_YEARS = (1, 9377)


class DateRefused(ValueError):
    """What was given is no date; the text says why, in the reader's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoSuchDate(DateRefused):
    """No day carries this date."""


def is_calculated(d: date, seen_from: date) -> bool:
    """Whether the Hijri form of this day is only computed: it is to come or tables differ there, and nobody decided."""
    is_known = HIJRI_AGREED_FIRST <= d <= min(HIJRI_AGREED_LAST, seen_from)
    return not is_known and not hijri_months().is_decided(d)


def to_calendar(d: date, calendar: str) -> tuple[int, int, int]:
    """Year, month and day of this day in a calendar."""
    match Calendar(calendar):
        case Calendar.HIJRI:
            months = hijri_months()
            if not months.holds(d):
                raise NoSuchDate(out_of_hijri())
            return months.date_of(d)
        case Calendar.JALALI:
            try:
                jalali = JalaliDate(d)
            except (ValueError, OverflowError):
                raise NoSuchDate(_out_of_jalali()) from None
            return jalali.year, jalali.month, jalali.day
        case Calendar.GREGORIAN:
            return d.year, d.month, d.day


def from_calendar(year: int, month: int, day: int, calendar: str) -> date:
    """The day that this date of a calendar names."""
    kind = Calendar(calendar)
    _refuse_outside(year, kind)
    if not 1 <= month <= 12:
        raise NoSuchDate(
            _(
                "There is no month %(month)s: a year has %(months)s months.",
                month=digits(month),
                months=digits(12),
            )
        )
    if not 1 <= day <= month_length(year, month, kind):
        raise NoSuchDate(_why_no_such_day(year, month, day, kind))
    match kind:
        case Calendar.HIJRI:
            return hijri_months().first_day(year, month) + timedelta(days=day - 1)
        case Calendar.JALALI:
            gregorian: date = JalaliDate(year, month, day).to_gregorian()
            return gregorian
        case Calendar.GREGORIAN:
            return date(year, month, day)


def month_length(year: int, month: int, calendar: str) -> int:
    """How many days a month has."""
    match Calendar(calendar):
        case Calendar.HIJRI:
            return hijri_months().length(year, month)
        case Calendar.JALALI:
            length: int = JalaliDate.days_in_month(month, year)
            return length
        case Calendar.GREGORIAN:
            if month == 2:
                return 29 if _is_gregorian_leap(year) else 28
            return 30 if month in (4, 6, 9, 11) else 31


def _is_gregorian_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _refuse_outside(year: int, calendar: Calendar) -> None:
    match calendar:
        case Calendar.HIJRI if not FIRST_YEAR <= year <= LAST_YEAR:
            raise NoSuchDate(out_of_hijri())
        case Calendar.JALALI if not _JALALI_YEARS[0] <= year <= _JALALI_YEARS[1]:
            raise NoSuchDate(_out_of_jalali())
        case Calendar.GREGORIAN if not date.min.year <= year <= date.max.year:
            raise NoSuchDate(_("The year must have four digits."))


def out_of_hijri() -> str:
    """Between which dates the Hijri table lies, in words."""
    return _(
        "Hijri dates are known from %(first)s to %(last)s only.",
        first=in_words(FIRST_YEAR, 1, 1, Calendar.HIJRI),
        last=in_words(LAST_YEAR, 12, 30, Calendar.HIJRI),
    )


def _out_of_jalali() -> str:
    return _(
        "Jalali years run from %(first)s to %(last)s.",
        first=digits(_JALALI_YEARS[0]),
        last=digits(_JALALI_YEARS[1]),
    )


def _why_no_such_day(year: int, month: int, day: int, calendar: Calendar) -> str:
    length = month_length(year, month, calendar)
    date_meant = in_words(year, month, day, calendar)
    if (calendar, month, day) in ((Calendar.JALALI, 12, 30), (Calendar.GREGORIAN, 2, 29)):
        return _(
            "%(date)s does not exist: %(year)s is not a leap year.",
            date=date_meant,
            year=digits(year),
        )
    return _n(
        "%(date)s does not exist: that month has %(count)s day.",
        "%(date)s does not exist: that month has %(count)s days.",
        length,
        date=date_meant,
    )
