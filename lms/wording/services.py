"""Wording a message otherwise, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence

from lms.audit.services import record
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.extraction import Message
from lms.wording import queries
from lms.wording.models import OwnWording
from lms.wording.rules import entries, key_of, require_whole


def word(message: Message, language: str, texts: Sequence[str], by: Actor) -> OwnWording | None:
    """Say something else instead of a message. The product's own words are no own wording: they take it back.

    Raises:
        PlaceholderMissing, PlaceholderUnknown, PercentAlone, ForeignLetters: a text cannot be taken.
    """
    require_whole(message, language, texts)
    known = queries.own(language, message)
    if tuple(texts) == entries(language)[key_of(message)].texts:
        if known is not None:
            take_back(known, by)
        return None
    if known is None:
        known = OwnWording(
            language=language,
            message=message.id,
            context=message.context,
            is_plural=bool(message.plural),
            texts=[],
        )
        db.session.add(known)
    if known.texts != [*texts]:
        details = {"language": language, "before": known.texts, "after": [*texts]}
        known.texts, known.entered_at = [*texts], clock.now()
        record("wording.change", actor=by, subject=known, details=details)
    return known


def take_back(known: OwnWording, by: Actor) -> None:
    """Say again what the product says."""
    details = {"language": known.language, "before": known.texts}
    record("wording.take_back", actor=by, subject=known, details=details)
    db.session.delete(known)
