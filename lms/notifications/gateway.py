"""Handing text messages over: to an HTTP gateway, or to a folder where there is none.

A message is one POST of JSON: {"id": …, "from": …, "to": "+201001234567", "text": …}, with the key as a bearer token.
The same id comes with every try, as `Idempotency-Key` too, so that a gateway tells a repetition.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from lms.config import Settings
from lms.notifications.post import NotTaken, NoWayNow, Postponed, Refused

Texting = Callable[[str, str, str, str], None]
"""Takes a name for a file, the id of a message, the number and the text."""

_ABOUT_THIS_ONE = {400, 404, 409, 410, 413, 414, 415, 422}
"""What a gateway will answer to this message again, whenever it is tried; all other refusals are about us or it."""
BUSY = 429


@contextmanager
def open_gateway(settings: Settings) -> Iterator[Texting]:
    """The way that the settings name, for as many text messages as there are.

    Raises:
        NoWayNow: while it is used.
    """
    if not settings.sms_url:
        yield lambda name, _id, to, text: _write(settings.mail_folder, name, to, text)
        return
    wait = urllib3.Timeout(connect=settings.sms_timeout, read=settings.sms_timeout)
    with urllib3.PoolManager(retries=False, timeout=wait, cert_reqs="CERT_REQUIRED") as pool:
        yield lambda _name, key, to, text: _hand_over(pool, settings, key, to, text)


def _hand_over(pool: urllib3.PoolManager, settings: Settings, key: str, to: str, text: str) -> None:
    body = {"id": key, "from": settings.sms_sender, "to": to, "text": text}
    headers = {
        "Authorization": f"Bearer {settings.sms_key}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    try:
        answer = pool.request(
            "POST",
            settings.sms_url,
            body=json.dumps(body).encode(),
            headers=headers,
            redirect=False,  # the key and the number are for this address alone
            preload_content=False,  # whatever it says beside its status is not read
        )
        answer.close()
    except HTTPError as error:
        raise NoWayNow(type(error).__name__) from None
    if not 200 <= answer.status < 300:
        raise _about(answer.status)


def _about(status: int) -> NotTaken:
    kind = f"HTTP {status}"
    if status in _ABOUT_THIS_ONE:
        return Refused(kind)
    return Postponed(kind) if status == BUSY else NoWayNow(kind)


def _write(folder: Path, name: str, to: str, text: str) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f"{name}.part"
    draft.write_text(f"To: {to}\n\n{text}\n", "utf-8")
    draft.rename(folder / f"{name}.sms.txt")
