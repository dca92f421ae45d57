"""Handing messages over: to a mail server, or to a folder where there is none."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

from lms.config import MailServer, Settings
from lms.notifications.models import Channel

Post = Callable[[str, EmailMessage], None]
"""Takes the name of a message and the message."""

PERMANENT = 500
"""From this code on a server says that it will never take the message."""


class NotTaken(Exception):
    """A message was not taken; the text is a kind of failure and holds nothing personal."""


class Refused(NotTaken):
    """This one message, for good."""


class Postponed(NotTaken):
    """This one message, for now."""


class NoWayNow(NotTaken):
    """The server itself cannot be used: the others need not be tried either."""


@contextmanager
def open_post(settings: Settings) -> Iterator[Post]:
    """The way that the settings name, for as many messages as there are.

    Raises:
        NoWayNow: at once, or while it is used.
    """
    server = settings.mail_server
    if server is None:
        yield lambda name, mail: _write(settings.mail_folder, name, mail)
        return
    try:
        connection = _connect(server, settings.smtp_timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise NoWayNow(_kind(error)) from None
    try:
        yield lambda _name, mail: _hand_over(connection, mail)
    finally:
        connection.close()


class Way(StrEnum):
    """Where messages go."""

    SERVER = "server"  # of mail, or a gateway
    FOLDER = "folder"  # of a demonstration, or where somebody develops
    NONE = "none"  # they wait until a server is set


def way(settings: Settings, channel: Channel = Channel.MAIL) -> Way:
    """Where messages go with these settings."""
    server = settings.smtp_url if channel is Channel.MAIL else settings.sms_url
    if server:
        return Way.SERVER
    return Way.NONE if settings.is_production else Way.FOLDER


def has_way(settings: Settings, channel: Channel = Channel.MAIL) -> bool:
    """Whether there is any way; in production there is none without a mail server, or a gateway."""
    return way(settings, channel) is not Way.NONE


def _connect(server: MailServer, timeout: int) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.scheme == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        connection.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _said in error.recipients.values())
        raise _about(code, error) from None
    except smtplib.SMTPDataError as error:
        raise _about(error.smtp_code, error) from None
    except smtplib.SMTPNotSupportedError as error:  # an address that it cannot spell
        raise Refused(_kind(error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NoWayNow(_kind(error)) from None


def _about(code: int, error: Exception) -> NotTaken:
    kind = f"{type(error).__name__} {code}"
    return Refused(kind) if code >= PERMANENT else Postponed(kind)


def _kind(error: Exception) -> str:
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def _write(folder: Path, name: str, mail: EmailMessage) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f"{name}.part"
    draft.write_bytes(mail.as_bytes())
    draft.rename(folder / f"{name}.eml")
