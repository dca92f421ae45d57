"""The record of what was changed, as its readers see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from lms.audit.models import AuditEvent
from lms.audit.queries import Change, names_in, who_and_when
from lms.audit.rules import ACTIONS
from lms.organisation import queries
from lms.organisation.models import OrgUnit, UnitKind
from lms.organisation.rules import FIELDS, KINDS, as_recorded
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES, _
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number


def changes_in_words(events: Sequence[AuditEvent], zone: str) -> list[Change]:
    """What was done, by whom and when, in the order given."""
    names = names_in(events)
    return [
        Change(
            title=str(ACTIONS[event.action]),
            time=who_and_when(event, names, zone),
            datetime=event.at.isoformat(timespec="minutes"),
            text=Markup("<br>").join([*_differences(event.details), *_reason(event)]),
        )
        for event in events
        if event.action in ACTIONS
    ]


def said_meanwhile(unit: OrgUnit, seen: str) -> str:
    """What to say to somebody who opened a form before the last change; empty when there was none since."""
    last = db.session.scalars(queries.changes(unit).limit(1)).first()
    if last is None or str(last.id) == seen:
        return ""
    change = changes_in_words([last], unit.country.timezone)[0]
    return _(
        "This place was changed since you opened the form. %(change)s (%(who)s). What you typed is"
        " kept: compare it, then save again.",
        change=change.title,
        who=change.time,
    )


def _differences(details: Mapping[str, Any]) -> list[str]:
    before, after = details.get("before", {}), details.get("after", {})
    return [
        _difference(str(FIELDS[field]), _value(field, before.get(field)), _value(field, new))
        for field, new in after.items()
        if field in FIELDS and (new or before.get(field))
    ]


def _reason(event: AuditEvent) -> list[str]:
    return [_difference(_("Reason"), "", isolated(event.reason))] if event.reason else []


def _difference(field: str, before: str, after: str) -> str:
    if not before:
        return _("%(field)s: %(after)s", field=field, after=after)
    if not after:
        return _("%(field)s: no longer “%(before)s”", field=field, before=before)
    return _(
        "%(field)s: “%(after)s” instead of “%(before)s”", field=field, after=after, before=before
    )


def _value(field: str, value: Any) -> str:
    """A value as it was recorded, in the reader's way."""
    if value is None or value == "":
        return ""
    if (told := as_recorded(field, value)) is not None:
        return told
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if field.endswith("_on"):
        return date_text(date.fromisoformat(value))
    if field == "kind":
        return str(KINDS[UnitKind(value)])
    return isolated(LANGUAGES[value] if field == "language" else str(value))
