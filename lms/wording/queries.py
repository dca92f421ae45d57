"""What is worded otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.platform.db import db
from lms.platform.i18n.catalogues import Key, OwnWords
from lms.platform.i18n.extraction import Message
from lms.wording.models import OwnWording
from lms.wording.rules import key_of

State = tuple[int, int | None, datetime | None]
NOTHING: State = (0, None, None)


def own(language: str, message: Message) -> OwnWording | None:
    """What is said instead of a message."""
    return db.session.scalar(
        select(OwnWording).filter_by(language=language, message=message.id, context=message.context)
    )


def own_texts(language: str) -> dict[str, tuple[str, ...]]:
    """What is said instead, by the key of the message."""
    found = db.session.scalars(select(OwnWording).filter_by(language=language))
    return {key_of(Message(one.message, "", one.context)): tuple(one.texts) for one in found}


def state(session: Session) -> State:
    """Another value after each change, also where a backup was put back: how many, which, since when."""
    each = select(func.count(), func.sum(OwnWording.id), func.max(OwnWording.entered_at))
    many, which, since = session.execute(each).one()
    return many, which, since


def own_words(session: Session) -> Mapping[str, OwnWords]:
    """Everything that is worded otherwise, as the catalogues take it."""
    singular: dict[str, dict[Key, str]] = {}
    plural: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in session.scalars(select(OwnWording)):
        if one.is_plural:
            plural.setdefault(one.language, {})[one.message] = tuple(one.texts)
        else:
            key = (one.context, one.message) if one.context else one.message
            singular.setdefault(one.language, {})[key] = one.texts[0]
    return {
        language: OwnWords(singular.get(language, {}), plural.get(language, {}))
        for language in {*singular, *plural}
    }
