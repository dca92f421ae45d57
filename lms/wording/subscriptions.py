"""Every process says what the institution says: it asks the database every few seconds whether that has changed."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic

from flask import current_app, request_started
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lms.jobs.services import each_minute
from lms.platform.db import db, reading
from lms.platform.i18n.catalogues import word_otherwise
from lms.wording import queries
from lms.wording.models import OwnWording
from lms.wording.queries import NOTHING, State

LOOKS_AGAIN = 5
"""Seconds after which a process that serves requests looks again; what it changed itself it says at once."""

_CHANGED = "own wordings changed"
_said: State = NOTHING
_next_look = 0.0


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    if any(isinstance(one, OwnWording) for one in (*session.new, *session.dirty, *session.deleted)):
        session.info[_CHANGED] = True


@event.listens_for(Session, "after_commit")
def _look_soon(session: Session) -> None:
    global _next_look  # one for the process, as the catalogues are
    if session.info.pop(_CHANGED, False):
        _next_look = 0.0


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_CHANGED, None)


@request_started.connect
def follow(_sender: object = None, **_options: object) -> None:
    """Say what was last decided, as the database has it, restored or not.

    Where the database does not answer, what was said until now is said: the request finds out by itself.
    """
    if monotonic() >= _next_look and "wording" in current_app.blueprints:
        with suppress(DBAPIError):
            say_what_is_decided()


@each_minute
def say_what_is_decided() -> None:
    """Read the words anew if they have changed; each minute as well, for a worker serves no requests.

    With a connection of its own: a request that will write must not have read before.
    """
    global _said, _next_look
    with reading(), Session(db.engine) as session:
        state = queries.state(session)
        if state != _said:
            word_otherwise(queries.own_words(session))
    _said, _next_look = state, monotonic() + LOOKS_AGAIN
