"""The words of all names together, each once: those that nobody bears any more are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Delete, Insert, bindparam, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from lms.people.models import NameWord, PersonToken
from lms.platform.db import db
from lms.platform.romanised import skeleton


def note_words(words: Iterable[str]) -> None:
    """Keep those of these that are not kept yet."""
    new = set(words)
    if not new:
        return
    known = select(NameWord.word).where(NameWord.word.in_(bindparam("words", expanding=True)))
    new.difference_update(db.session.scalars(known, {"words": list(new)}))
    if new:
        # In one order, so that two who add the same words wait for each other and do not lock each other out.
        rows = [{"word": word, "skeleton": skeleton(word)} for word in sorted(new)]
        db.session.execute(_insert_or_leave(), rows)


def forget_words(words: Sequence[str]) -> None:
    """Forget those of these words that nobody bears any more."""
    if words:
        db.session.execute(_unborne().where(NameWord.word.in_(words)))


def forget_unused_words() -> None:
    """Forget every word that nobody bears any more."""
    db.session.execute(_unborne())


def _insert_or_leave() -> Insert:
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(NameWord).on_conflict_do_nothing()
    return sqlite.insert(NameWord).on_conflict_do_nothing()


def _unborne() -> Delete:
    borne = exists().where(PersonToken.token == NameWord.word)
    return delete(NameWord).where(~borne).execution_options(synchronize_session=False)
