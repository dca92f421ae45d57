"""How a message is put together, and when it is tried again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from secrets import SystemRandom
from typing import NamedTuple

from lms.platform.i18n import direction
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.messages import runs_against

GIVE_UP = timedelta(days=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
JITTER = 0.25
"""Pauses are longer or shorter by up to this part, so that what failed together does not come back together."""

GSM_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""What text messages are written in where they can be (3GPP TS 23.038); all else is sent as UTF-16."""
GSM_EXTENSION = "\f^{}\\[~]|€"
"""Each of these takes two places."""
GSM_LENGTHS, UTF16_LENGTHS = (160, 153), (70, 67)
"""The places of a message of one part, and of each part of a longer one."""

RIGHT_TO_LEFT_MARK = "\u200f"
_chance = SystemRandom()


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time."""
    doubled = FIRST_PAUSE * float(2 ** min(max(tries - 1, 0), 16))
    return min(doubled, LONGEST_PAUSE) * _chance.uniform(1 - JITTER, 1 + JITTER)


class TextLength(NamedTuple):
    """How long a text message is: in places of its alphabet, and in the parts that are sent and paid."""

    places: int
    segments: int


def text_length(text: str) -> TextLength:
    """How long a text message is. A letter of two places is never divided between two parts."""
    if {*text} <= {*GSM_ALPHABET, *GSM_EXTENSION}:
        sizes, (alone, each) = [2 if one in GSM_EXTENSION else 1 for one in text], GSM_LENGTHS
    else:
        sizes, (alone, each) = [2 if one > "\uffff" else 1 for one in text], UTF16_LENGTHS
    places = sum(sizes)
    if places <= alone:
        return TextLength(places, 1)
    segments, left = 0, 0
    for size in sizes:
        if size > left:
            segments, left = segments + 1, each
        left -= size
    return TextLength(places, segments)


def in_one_line(text: str) -> str:
    """The text without line breaks and other control characters: a name cannot begin a header or a paragraph."""
    plain = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in text)
    return " ".join(plain.split())


def fit_to_print(facts: Mapping[str, object], language: str) -> dict[str, object]:
    """The facts as they may stand in a sentence of the language."""
    return {
        name: _fit(value, language) if isinstance(value, str) else value
        for name, value in facts.items()
    }


def _fit(value: str, language: str) -> str:
    line = in_one_line(value)
    is_address = line.startswith(("https://", "http://"))
    return isolated(line) if not is_address and runs_against(line, direction(language)) else line


def laid_out(text: str, language: str) -> str:
    """Plain text as it is sent: every line of a language written from the right says so at both of its ends.

    Programs show plain text in their own direction; with the marks its full stops stand where they belong.
    """
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if direction(language) == "rtl":
        lines = [_marked(line) for line in lines]
    return "\n".join(lines) + "\n"


def _marked(line: str) -> str:
    if not line or line.startswith(("https://", "http://")):
        return line
    return f"{RIGHT_TO_LEFT_MARK}{line}{RIGHT_TO_LEFT_MARK}"


def letter(
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    language: str,
    message_id: str,
    at: datetime,
    is_readable: bool = False,
) -> EmailMessage:
    """The message as mail programs read it; `is_readable` where people look at it as it is."""
    name, address = parseaddr(
        in_one_line(sender)
    )  # newer Pythons take no line breaks even in quotes
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(in_one_line(name), addr_spec=address)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = in_one_line(subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # no absence notices, please
    mail.set_content(text, cte="8bit" if is_readable else "base64")
    mail["Content-Language"] = language  # last, since the content takes such headers away
    return mail
