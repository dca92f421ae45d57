"""Serials, validity, states, and how much of a name the public sees."""

from __future__ import annotations

import calendar as months_of_year
import unicodedata
from datetime import date
from enum import StrEnum

from lms.certificates.models import Certificate, CertificateState
from lms.platform.i18n import _l, _lp
from lms.platform.i18n.calendars import to_calendar

DIGITS_OF_NUMBER = 6


class Standing(StrEnum):
    """What a certificate is worth on a given day."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


STANDINGS: dict[Standing, str] = {
    Standing.VALID: _lp("certificate", "Valid"),
    Standing.EXPIRED: _lp("certificate", "Expired"),
    Standing.REVOKED: _lp("certificate", "Revoked"),
    Standing.SUPERSEDED: _lp("certificate", "Superseded"),
}

DESIGNS: dict[str, str] = {
    "ar-en": _l("Arabic and English"),
    "fa": _l("Persian"),
    "ka-en": _l("Georgian and English"),
}

CALENDARS: dict[str, str] = {
    "gregorian": _lp("calendar", "Gregorian"),
    "hijri": _lp("calendar", "Hijri"),
    "jalali": _lp("calendar", "Jalali"),
}


def standing(certificate: Certificate, on: date) -> Standing:
    """What the certificate is worth on this day. Its last day of validity still counts."""
    if certificate.state is CertificateState.VALID:
        until = certificate.valid_until
        return Standing.EXPIRED if until is not None and on > until else Standing.VALID
    return Standing(certificate.state.value)


def serial_text(code: str, year: int, number: int) -> str:
    """The serial as printed: SAQ-2026-000431. It names a certificate and opens nothing."""
    return f"{code}-{year}-{number:0{DIGITS_OF_NUMBER}}"


def serial_year(issued_on: date, calendar: str) -> int:
    """The year in which the body counts this day."""
    return to_calendar(issued_on, calendar)[0]


def valid_until(issued_on: date, months: int | None) -> date | None:
    """The last day of validity; nothing where it does not end."""
    if months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    last = months_of_year.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(issued_on.day, last))


def fingerprint(certificate: Certificate) -> str:
    """The start of the file's SHA-256, in groups of four; empty while the file is being made."""
    start = (certificate.file_sha256 or "")[:16]
    return " ".join(start[at : at + 4] for at in range(0, len(start), 4))


def initials(name: str) -> str:
    """The first letter of each word: enough to compare with a paper, not to learn a name."""
    letters = (_first_letter(word) for word in name.split())
    return " ".join(f"{letter}." for letter in letters if letter)


def _first_letter(word: str) -> str:
    return next((letter for letter in word if unicodedata.category(letter)[0] == "L"), "")
