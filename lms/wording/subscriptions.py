"""Every process says what the institution says: it looks whether a file was touched, and then reads the words anew."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, request_started
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.jobs.services import each_minute
from lms.platform.db import reading
from lms.platform.i18n.catalogues import word_otherwise
from lms.wording import queries
from lms.wording.models import OwnWording

_CHANGED = "own wordings changed"
_seen: dict[Path, int] = {}


def _sign() -> Path:
    """The file that is touched with each change; asking for its time costs less than asking the database."""
    return Path(current_app.instance_path) / "wording-changed"


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    if any(isinstance(one, OwnWording) for one in (*session.new, *session.dirty, *session.deleted)):
        session.info[_CHANGED] = True


@event.listens_for(Session, "after_commit")
def _tell(session: Session) -> None:
    if session.info.pop(_CHANGED, False):
        _sign().touch()


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_CHANGED, None)


@request_started.connect
def follow(_sender: object = None, **_options: object) -> None:
    """Say what was last decided, if that has changed since this process looked."""
    sign = _sign()
    try:
        touched = sign.stat().st_mtime_ns
    except FileNotFoundError:
        touched = 0
    if touched != _seen.get(sign, 0):
        say_what_is_decided()
        _seen[sign] = touched


@each_minute
def say_what_is_decided() -> None:
    """Read the words anew; each minute as well, for a worker serves no requests."""
    with reading():
        word_otherwise(queries.own_words())
