"""Names of months and weekdays; Hijri and Jalali ones are ours, CLDR's are corrupt or missing."""

from lms.platform.i18n.digits import digits
from lms.platform.i18n.messages import _lp, _p
from lms.platform.i18n.preferences import Calendar, preferences

_GREGORIAN = (
    _lp("month", "January"),
    _lp("month", "February"),
    _lp("month", "March"),
    _lp("month", "April"),
    _lp("month", "May"),
    _lp("month", "June"),
    _lp("month", "July"),
    _lp("month", "August"),
    _lp("month", "September"),
    _lp("month", "October"),
    _lp("month", "November"),
    _lp("month", "December"),
)
_GREGORIAN_SHORT = (
    _lp("short month", "Jan"),
    _lp("short month", "Feb"),
    _lp("short month", "Mar"),
    _lp("short month", "Apr"),
    _lp("short month", "May"),
    _lp("short month", "Jun"),
    _lp("short month", "Jul"),
    _lp("short month", "Aug"),
    _lp("short month", "Sep"),
    _lp("short month", "Oct"),
    _lp("short month", "Nov"),
    _lp("short month", "Dec"),
)
_LEVANTINE = (
    _lp("Levantine month", "January"),
    _lp("Levantine month", "February"),
    _lp("Levantine month", "March"),
    _lp("Levantine month", "April"),
    _lp("Levantine month", "May"),
    _lp("Levantine month", "June"),
    _lp("Levantine month", "July"),
    _lp("Levantine month", "August"),
    _lp("Levantine month", "September"),
    _lp("Levantine month", "October"),
    _lp("Levantine month", "November"),
    _lp("Levantine month", "December"),
)
_HIJRI = (
    _lp("Hijri month", "Muharram"),
    _lp("Hijri month", "Safar"),
    _lp("Hijri month", "Rabiʻ I"),
    _lp("Hijri month", "Rabiʻ II"),
    _lp("Hijri month", "Jumada I"),
    _lp("Hijri month", "Jumada II"),
    _lp("Hijri month", "Rajab"),
    _lp("Hijri month", "Shaʻban"),
    _lp("Hijri month", "Ramadan"),
    _lp("Hijri month", "Shawwal"),
    _lp("Hijri month", "Dhuʻl-Qiʻdah"),
    _lp("Hijri month", "Dhuʻl-Hijjah"),
)
_JALALI = (
    _lp("Jalali month", "Farvardin"),
    _lp("Jalali month", "Ordibehesht"),
    _lp("Jalali month", "Khordad"),
    _lp("Jalali month", "Tir"),
    _lp("Jalali month", "Mordad"),
    _lp("Jalali month", "Shahrivar"),
    _lp("Jalali month", "Mehr"),
    _lp("Jalali month", "Aban"),
    _lp("Jalali month", "Azar"),
    _lp("Jalali month", "Dey"),
    _lp("Jalali month", "Bahman"),
    _lp("Jalali month", "Esfand"),
)
_WEEKDAYS = (
    _lp("weekday", "Monday"),
    _lp("weekday", "Tuesday"),
    _lp("weekday", "Wednesday"),
    _lp("weekday", "Thursday"),
    _lp("weekday", "Friday"),
    _lp("weekday", "Saturday"),
    _lp("weekday", "Sunday"),
)
_LEVANT = frozenset({"PS", "JO", "SY", "LB", "IQ"})

MONTH_TABLES = (
    (Calendar.GREGORIAN, _GREGORIAN),
    (Calendar.GREGORIAN, _GREGORIAN_SHORT),
    (Calendar.GREGORIAN, _LEVANTINE),
    (Calendar.HIJRI, _HIJRI),
    (Calendar.JALALI, _JALALI),
)
"""Every table of names, for those who read what was typed."""


def month_name(month: int, calendar: str | None = None, short: bool = False) -> str:
    """The name of a month of a calendar (the reader's, if none is given)."""
    chosen = preferences()
    match Calendar(calendar or chosen.calendar):
        case Calendar.HIJRI:
            names = _HIJRI
        case Calendar.JALALI:
            names = _JALALI
        case Calendar.GREGORIAN:
            if chosen.language == "ar" and chosen.country in _LEVANT:
                names = _LEVANTINE
            else:
                names = _GREGORIAN_SHORT if short else _GREGORIAN
    return str(names[month - 1])


def weekday_name(iso_weekday: int) -> str:
    """The name of a day of the week, 1 for Monday as in ISO 8601."""
    return str(_WEEKDAYS[iso_weekday - 1])


def in_words(year: int, month: int, day: int, calendar: str) -> str:
    """A date of a calendar with its month in words, whether there is such a day or not."""
    return _p(
        "date",
        "%(day)s %(month)s %(year)s",
        day=digits(day),
        month=month_name(month, calendar),
        year=digits(year),
    )
