"""Numbers in the reader's digits; fractions are cut off, never rounded up."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

from babel import Locale

from lms.platform.i18n.digits import decimal_mark, digits, group_mark, minus_sign, number
from lms.platform.i18n.messages import _, _n, _p
from lms.platform.i18n.preferences import preferences

__all__ = [
    "decimal_mark",
    "decimal_text",
    "digits",
    "duration",
    "group_mark",
    "minus_sign",
    "number",
    "percent",
]


def decimal_text(value: Decimal | Fraction | int, places: int) -> str:
    """The value with exactly so many decimals, the rest cut off: 79.96 is 79.9, not 80.0."""
    scaled = int(abs(Fraction(value)) * 10**places)
    whole, rest = divmod(scaled, 10**places)
    sign = minus_sign() if value < 0 and scaled else ""
    tail = decimal_mark() + digits(f"{rest:0{places}}") if places else ""
    return sign + number(whole) + tail


def percent(share: Fraction | Decimal | int | None, places: int = 1) -> str:
    """A share of one in percent, cut off; an exact whole percent has no decimals."""
    if share is None:
        return _("n/a")
    hundredths = Fraction(share) * 100
    shown = decimal_text(hundredths, 0 if hundredths.denominator == 1 else places)
    chosen = preferences()
    return shown + _percent_sign(chosen.language, chosen.digits)


@cache
def _percent_sign(language: str, digit_set: str) -> str:
    symbols = Locale(language).number_symbols
    return str(symbols.get(digit_set, symbols["latn"])["percentSign"])


def duration(minutes: int) -> str:
    """A length of time in words: 25 h 30 min."""
    hours, rest = divmod(minutes, 60)
    in_hours = _n("%(count)s h", "%(count)s h", hours)
    in_minutes = _n("%(count)s min", "%(count)s min", rest)
    if not hours:
        return in_minutes
    if not rest:
        return in_hours
    return _p("length of time", "%(hours)s %(minutes)s", hours=in_hours, minutes=in_minutes)
