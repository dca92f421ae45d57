"""`lms` with a clock that a test sets and quick hashes, in a process of its own.

Loading the application takes longer than most commands: the processes are forked from one that has loaded it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from multiprocessing.process import BaseProcess
from pathlib import Path

from argon2 import PasswordHasher
from flask import Response, g, request_finished, request_started

from lms import config
from lms.__main__ import main
from lms.accounts.services import passwords
from lms.platform import clock
from lms.platform.i18n import dates
from lms.platform.i18n.catalogues import note_messages
from lms.platform.i18n.extraction import Message
from lms.wording.rules import key_of

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])
AHEAD = "clock-ahead"
"""The file of an instance that holds the seconds by which its clock is ahead."""
DAYS_AHEAD = "DAFTAR_TEST_DAYS_AHEAD"
"""What `--days-ahead` says to processes that tests start. No LMS_… setting: those are not handed on."""


def set_ahead(instance: Path, by: timedelta) -> None:
    """Let whatever runs over the instance live that much later."""
    waiting = instance / f"{AHEAD}.new"
    waiting.write_text(str(by.total_seconds()), "ascii")
    waiting.rename(instance / AHEAD)  # at once, since it is read all the time


def live_later(instance: Path | None = None) -> None:
    """Let the register of this process live in the time of its instance, or in that of all tests."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + _ahead(instance)

    clock.datetime = Moved  # type: ignore[misc]
    if later := ahead_of_all():
        # By which libraries date what they sign.
        time.time = lambda: (datetime.now(UTC) + later).timestamp()


def _ahead(instance: Path | None) -> timedelta:
    if instance and (file := instance / AHEAD).exists():
        return timedelta(seconds=float(file.read_text("ascii")))
    return ahead_of_all()


def ahead_of_all() -> timedelta:
    """By how much every test lives later than it is: `--days-ahead` of pytest."""
    return timedelta(days=int(os.environ.get(DAYS_AHEAD, 0)))


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Makes hashes at once: how long guessing takes is not what the tests are about that sign in."""

NOTED = "LMS_TEST_NOTED"
"""Set where each page is to name the messages that it looked up, in a header."""
MESSAGES = "X-Messages"


def _begin_to_note(_sender: object, **_options: object) -> None:
    dates._date_text.cache_clear()  # else the names of months would be noted with the first page alone
    g.noted = note_messages()


def _name_noted(_sender: object, response: Response, **_options: object) -> None:
    pairs = [("", one) if isinstance(one, str) else one for one in g.noted]
    keys = sorted(key_of(Message(text, "", context)) for context, text in pairs)
    response.headers[MESSAGES] = ",".join(keys)


def started(
    arguments: Sequence[str], environment: Mapping[str, str], output: Path, typed: str = ""
) -> BaseProcess:
    """A command that runs in this environment and writes to a file; of `typed` it reads what it asks for."""
    return forked(_run, environment, arguments, output, typed)


def forked(
    work: Callable[..., object], environment: Mapping[str, str], *arguments: object
) -> BaseProcess:
    """Something of a module that runs in this environment, in a process of its own."""
    process = _forks.Process(target=_work, args=(work, dict(environment), arguments))
    process.start()
    return process


def _work(
    work: Callable[..., object], environment: Mapping[str, str], arguments: Sequence[object]
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(config.ROOT)
    live_later()
    work(*arguments)


def _run(arguments: Sequence[str], output: Path, typed: str) -> None:
    with output.open("wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    asked, answer = os.pipe()
    os.write(answer, typed.encode())
    os.close(answer)
    sys.stdin = os.fdopen(asked, encoding="utf-8")
    sys.argv = ["lms", *arguments]
    live_later(config.load().instance)
    passwords.hasher = QUICK
    if os.environ.get(NOTED):
        request_started.connect(_begin_to_note)
        request_finished.connect(_name_noted)
    main()
