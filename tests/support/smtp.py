"""A real mail server on this machine, as good or as bad as a test needs it."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from time import monotonic, sleep
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
MARKS = re.compile("[\u200e\u200f\u2066-\u2069]")


@dataclass
class Mailbox:
    """What the server has taken, and what it answers; it changes while it runs."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    answer_to_recipient: str = "250 OK"
    meanwhile: Callable[[], None] = lambda: None
    """Done when a message is there, before the server says so."""

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def wait_for(self, address: str, count: int = 1) -> EmailMessage:
        """The message with this number to an address, once it is there."""
        deadline = monotonic() + PATIENCE_SECONDS
        while len(self.to(address)) < count:
            assert monotonic() < deadline, f"no message came to {address}"
            sleep(0.05)
        return self.to(address)[count - 1]

    async def handle_RCPT(  # noqa: N802  # the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.answer_to_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("2"):
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        await asyncio.get_running_loop().run_in_executor(None, self.meanwhile)
        return self.answer


def text_of(mail: EmailMessage) -> str:
    """What a message says, without marks of direction."""
    return MARKS.sub("", mail.get_content())


def link_in(mail: EmailMessage) -> str:
    """The one address in a message."""
    found = re.findall(r"https?://\S+", mail.get_content())
    assert len(found) == 1, found
    return str(found[0])


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mail server that takes everything until its mailbox says otherwise."""
    with socket.create_server((HOST, 0)) as asked:
        port = int(asked.getsockname()[1])
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname=HOST, port=port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """A port at which somebody listens and never says a word."""
    with socket.create_server((HOST, 0)) as listening:
        yield int(listening.getsockname()[1])
