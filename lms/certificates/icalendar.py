"""Sessions as an iCalendar file (RFC 5545), for whatever calendar somebody keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_FOLD_AT = 73  # octets a line, without the space that a continued line begins with


@dataclass(frozen=True)
class Appointment:
    """One meeting in a calendar."""

    key: str  # stays the same when it is moved, so that calendars move it too
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    details: str = ""


def icalendar(appointments: Iterable[Appointment], *, stamp: datetime) -> str:
    """The file as text, with the line ends that the format asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daftar//EN", "METHOD:PUBLISH"]
    for one in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.key}",
            f"DTSTAMP:{_instant(stamp)}",
            f"DTSTART:{_instant(one.starts_at)}",
            f"DTEND:{_instant(one.ends_at)}",
            f"SUMMARY:{_escaped(one.title)}",
            *([f"LOCATION:{_escaped(one.place)}"] if one.place else []),
            *([f"DESCRIPTION:{_escaped(one.details)}"] if one.details else []),
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """Lines of at most 75 octets; no letter is cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _FOLD_AT:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
