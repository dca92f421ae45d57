"""Numbers, times and addresses as people type them: any digits, understood exactly or refused."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal

from lms.platform.text import fold_digits

LONGEST = 40
"""No number on a form is longer; the conversion of thousands of digits would be slow."""

_MARKS = str.maketrans(
    {
        "\u200e": None,  # direction marks that come with pasted Arabic and Persian numbers
        "\u200f": None,
        "\u061c": None,
        "\u2212": "-",
        "\u2013": "-",
        "٫": ".",
        "،": ",",
        "٬": "'",
        "’": "'",
        " ": "'",
        "\u00a0": "'",
        "\u2009": "'",
        "\u202f": "'",
    }
)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+") for mark in "',."}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?|(\d{1,2})(\d{2})")
_IN_TELEPHONES = re.compile(
    r"[\s().\-/\u2010-\u2015\u2212\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_TELEPHONE = re.compile(r"\+?[0-9]{5,15}")
_EMAIL = re.compile(r"[^\s@,;<>()\"]{1,64}@(?:[^\s@.,;<>()\"]+\.)+[^\s@.,;<>()\"]{2,63}")


class NotANumber(ValueError):
    """The text is not a number."""


class AmbiguousNumber(NotANumber):
    """The text is one number to one reader and another to the next: 1,234."""


class NotATime(ValueError):
    """The text is not a time of day."""


class NotATelephone(ValueError):
    """The text is not a telephone number."""


class NotAnEmail(ValueError):
    """The text is not an e-mail address."""


def whole_number(text: str) -> int:
    """The integer that the text says; with no fraction possible, 1,234 is over a thousand."""
    sign, digits = _signed(text)
    if any(_GROUPED[mark].fullmatch(digits) for mark in "',"):
        digits = digits.replace("'", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit()):
        raise NotANumber(text)
    return sign * int(digits)


def exact_decimal(text: str) -> Decimal:
    """The decimal that the text says, with as many places as were typed."""
    sign, digits = _signed(text)
    whole, fraction = _split(digits)
    if not re.fullmatch(r"[0-9]+", whole) or not re.fullmatch(r"[0-9]*", fraction):
        raise NotANumber(text)
    return sign * Decimal(f"{whole}.{fraction}" if fraction else whole)


def clock_time(text: str) -> time:
    """A time of day by the 24-hour clock: 9:30, 09.30, 0930 or 9."""
    found = _CLOCK.fullmatch(fold_digits(text).translate(_MARKS).strip("'"))
    if found is None:
        raise NotATime(text)
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if hour > 23 or minute > 59:
        raise NotATime(text)
    return time(hour, minute)


def telephone(text: str) -> str:
    """The digits of a telephone number, with a leading + where the country is said."""
    digits = _IN_TELEPHONES.sub("", fold_digits(text))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not _TELEPHONE.fullmatch(digits):
        raise NotATelephone(text)
    return digits


def email_address(text: str) -> str:
    """The address, with its domain in small letters."""
    if not _EMAIL.fullmatch(text):
        raise NotAnEmail(text)
    local, _at, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _signed(text: str) -> tuple[int, str]:
    if len(text) > LONGEST:
        raise NotANumber(text[:LONGEST])
    plain = fold_digits(text).strip().translate(_MARKS)
    if plain.startswith("-"):
        return -1, plain[1:].lstrip("'")
    return 1, plain.removeprefix("+")


def _split(digits: str) -> tuple[str, str]:
    """The digits before and after the decimal mark, without group marks."""
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        mark = "," if comma > point else "."
        return _parted(digits, mark, group="." if mark == "," else ",")
    mark = "," if comma >= 0 else "."
    if digits.count(mark) > 1:
        return _ungrouped(digits, mark), ""
    if mark == "," and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
        raise AmbiguousNumber(digits)
    return _parted(digits, mark, group="'")


def _parted(digits: str, mark: str, group: str) -> tuple[str, str]:
    whole, found, fraction = digits.partition(mark)
    if not digits or (found and not fraction):
        raise NotANumber(digits)
    return _ungrouped(whole, group) if group in whole else whole or "0", fraction


def _ungrouped(digits: str, mark: str) -> str:
    if not _GROUPED[mark].fullmatch(digits):
        raise NotANumber(digits)
    return digits.replace(mark, "")
