"""When a place was a row of a report, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from lms.figures.queries.moved import Spell
from lms.organisation.models import ALWAYS, OPEN
from lms.platform.i18n import _
from lms.platform.i18n.dates import date_text, range_text
from lms.platform.i18n.lists import listed

DAY = timedelta(days=1)


def in_words(spells: Iterable[Spell]) -> str:
    """Up to a day, from a day on, or between two."""
    return listed([_spell(spell) for spell in spells])


def _spell(spell: Spell) -> str:
    since, until = spell
    if until == OPEN:
        return _("from %(day)s on", day=date_text(since, "medium"))
    last = until - DAY
    if since == ALWAYS:
        return _("up to %(day)s", day=date_text(last, "medium"))
    return range_text(since, last, "medium")
