"""`lms` with a clock that a test sets: `python -m tests.support.moved_clock serve …`."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from lms import config
from lms.__main__ import main
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


if __name__ == "__main__":
    clock.datetime = _moved(config.load().instance)
    main()
