"""`lms` with a clock that a test sets and quick hashes: `python -m tests.support.lms_command serve …`."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from argon2 import PasswordHasher

from lms import config
from lms.__main__ import main
from lms.accounts.services import passwords
from lms.platform import clock

AHEAD = "clock-ahead"
"""The file of an instance that holds the seconds by which its clock is ahead."""


def set_ahead(instance: Path, by: timedelta) -> None:
    """Let whatever runs over the instance live that much later."""
    waiting = instance / f"{AHEAD}.new"
    waiting.write_text(str(by.total_seconds()), "ascii")
    waiting.rename(instance / AHEAD)  # at once, since it is read all the time


def _moved(instance: Path) -> type[datetime]:
    file = instance / AHEAD

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            ahead = float(file.read_text("ascii")) if file.exists() else 0
            return datetime.now(tz) + timedelta(seconds=ahead)

    return Moved


QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Makes hashes at once: how long guessing takes is not what the tests are about that sign in."""

if __name__ == "__main__":
    clock.datetime = _moved(config.load().instance)
    passwords.hasher = QUICK
    main()
