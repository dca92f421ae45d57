"""National identity numbers of five countries: one form to keep, what they say, what is wrong."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Literal, NamedTuple

from lms.people.governorates import GOVERNORATES
from lms.platform import clock
from lms.platform.i18n import _l
from lms.platform.i18n.digits import digits
from lms.platform.text import RefusedCharacter, clean, fold_digits


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    WARN = "warn"  # to be accepted, after a look at the card


class IdCheck(NamedTuple):
    """What a number is worth: the form to store unless it is invalid, and what it says of a person."""

    verdict: Verdict
    normalised: str = ""
    reason: str = ""
    sex: Literal["female", "male"] | None = None
    birth_date: date | None = None
    region: str | None = None
    """The code of the governorate of birth in Egypt, of the place of issue in Iran."""
    holder: Literal["citizen", "resident"] | None = None


def check(country: str, text: str) -> IdCheck:
    """Look at a number typed for a country (ISO 3166 code); an unknown country is a warning."""
    number = text if text.isascii() and text.isdecimal() else _without_marks(text)
    if not number:
        return _invalid(_l("Enter the ID number."))
    checker = _CHECKERS.get(country)
    if checker is None:
        return _unknown_country(number)
    if number.isdecimal():
        return checker(number)
    if _SHORTENED.fullmatch(number):
        return _invalid(
            _l(
                "A spreadsheet has shortened this number. Make its column text there,"
                " and copy the number again."
            )
        )
    stray = next(character for character in number if not character.isdecimal())
    return _invalid(_l("An ID number has only digits; %(character)s is none.", character=stray))


_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")
_GAPS = re.compile(
    r"[\s\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u200b-\u200d\u2010-\u2015-]"
)


def _without_marks(text: str) -> str:
    return fold_digits(_GAPS.sub("", text))


def _invalid(reason: str) -> IdCheck:
    return IdCheck(Verdict.INVALID, reason=reason)


def _wrong_length(number: str, length: int) -> IdCheck:
    return _invalid(
        _l(
            "The number of digits must be %(length)s, and here it is %(count)s.",
            length=_Digits(length),
            count=_Digits(len(number)),
        )
    )


class _Digits:
    """A number that is shown in the digits of whoever reads the reason, not of whoever checked."""

    def __init__(self, number: int | str) -> None:
        self._number = number

    def __str__(self) -> str:
        return digits(self._number)


_MISTYPED = _l("The last digit does not fit the others: some digit is mistyped.")


def _egypt(number: str) -> IdCheck:
    """Century, birth date, governorate, sequence with the sex, and a digit of a secret rule."""
    if len(number) != 14:
        return _wrong_length(number, 14)
    century = {"2": 1900, "3": 2000}.get(number[0])
    if century is None:
        return _invalid(
            _l(
                "The first digit must be %(first)s or %(second)s.",
                first=_Digits(2),
                second=_Digits(3),
            )
        )
    born = _date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    if born is None:
        return _invalid(_l("The birth date in the number does not exist."))
    if century == 2000 and born > clock.today():
        return _invalid(_l("The birth date in the number is in the future."))
    governorate = number[7:9]
    if governorate not in GOVERNORATES:
        return _invalid(
            _l("No governorate has the code %(code)s in ID numbers.", code=_Digits(governorate))
        )
    # Egypt has not published its check digit and public packages disagree: never refuse for it.
    agrees = _egyptian_check_digit(number) == int(number[13])
    return IdCheck(
        Verdict.VALID if agrees else Verdict.WARN,
        number,
        "" if agrees else _l("The last digit is not the usual one. Compare it with the card."),
        sex="male" if int(number[12]) % 2 else "female",
        birth_date=born,
        region=governorate,
    )


_EGYPTIAN_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _egyptian_check_digit(number: str) -> int:
    return (11 - _weighted(number, _EGYPTIAN_WEIGHTS) % 11) % 10


def _iran(number: str) -> IdCheck:
    # One wrong number in eleven fits the sum by chance, so the place must exist as well: of the
    # codes with a leading zero, offices have 001 to 008 and 031 to 098.
    place = int(number.zfill(10)[:3])
    may_be_padded = place in range(1, 9) or place in range(31, 99)
    found = _padded(number, 10, range(8, 10) if may_be_padded else range(0), _iranian_sum_agrees)
    return found._replace(region=found.normalised[:3] or None)


def _iranian_sum_agrees(number: str) -> bool:
    if len(set(number)) == 1:
        return False  # fits the sum, but is never issued
    rest = _weighted(number, range(10, 1, -1)) % 11
    return int(number[9]) == (rest if rest < 2 else 11 - rest)


def _saudi_arabia(number: str) -> IdCheck:
    if len(number) != 10:
        return _wrong_length(number, 10)
    if number[0] not in "12":
        return _invalid(
            _l(
                "The first digit must be %(citizen)s (citizen) or %(resident)s (resident).",
                citizen=_Digits(1),
                resident=_Digits(2),
            )
        )
    if not _luhn_agrees(number):
        return _invalid(_MISTYPED)
    return IdCheck(Verdict.VALID, number, holder="citizen" if number[0] == "1" else "resident")


def _palestine(number: str) -> IdCheck:
    return _padded(number, 9, range(5, 9), _luhn_agrees)


def _georgia(number: str) -> IdCheck:
    # No check digit is published. Only the numbers of Tbilisi surely begin with a zero to lose.
    return _padded(
        number, 11, range(10, 11) if number[0] == "1" else range(0), lambda _number: True
    )


def _padded(number: str, length: int, shorter: range, agrees: Callable[[str], bool]) -> IdCheck:
    """A number whose leading zeros a spreadsheet may have dropped."""
    whole = number.zfill(length)
    if len(number) != length and (len(number) not in shorter or not agrees(whole)):
        return _wrong_length(number, length)
    if not agrees(whole):
        return _invalid(_MISTYPED)
    if whole == number:
        return IdCheck(Verdict.VALID, number)
    return IdCheck(
        Verdict.WARN,
        whole,
        _l("Zeros at its beginning were lost and have been put back. Compare it with the card."),
    )


def _unknown_country(number: str) -> IdCheck:
    try:
        kept = clean(number).upper()
    except RefusedCharacter as refused:
        return _invalid(refused.reason)
    return IdCheck(Verdict.WARN, kept, _l("ID numbers of this country cannot be checked here."))


def _weighted(number: str, weights: Iterable[int]) -> int:
    return sum(map(mul, map(int, number), weights))


def _luhn_agrees(number: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_CHECKERS: dict[str, Callable[[str], IdCheck]] = {
    "EG": _egypt,
    "GE": _georgia,
    "IR": _iran,
    "PS": _palestine,
    "SA": _saudi_arabia,
}
