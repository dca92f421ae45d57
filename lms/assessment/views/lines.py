"""The list of one attempt, person by person, as it is filled in or read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from werkzeug.datastructures import MultiDict

from lms.assessment import queries
from lms.assessment.forms import MarksForm, is_absent, marks_form
from lms.assessment.models import AssessmentKind, ScoreEntry
from lms.assessment.rules import HUNDREDTHS, points
from lms.assessment.views.sitting import Sitting
from lms.enrolment.models import Enrolment
from lms.platform import clock
from lms.platform.forms import CheckField, DecimalField
from lms.platform.i18n import _, language
from lms.platform.i18n.dates import date_text, time_text
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.scheduling.models import SessionState


@dataclass(frozen=True)
class Line:
    """One person on the list: what is typed, and what is in force."""

    id: int
    number: str
    name: str
    unit: str
    mark: DecimalField
    absent: CheckField
    error: str
    earlier: str  # what came of the attempts before
    in_force: str
    history: str  # an address, once there is something


def form_of(
    sitting: Sitting, some: Sequence[Enrolment], pasted: Mapping[int, str] | None = None
) -> MarksForm:
    """The form with the marks that are there, or with those that were pasted, as if they had been typed."""
    attempts = sitting.attempts(some)
    there = {one: entry for one in attempts if (entry := sitting.entry(attempts[one]))}
    data: dict[str, Any] = {
        "seen": str(sitting.seen),
        "listed": ",".join(str(one.id) for one in some),
        "taken_on": _usual_day(sitting, there.values()),
    }
    if pasted is not None:
        typed, unsigned = _as_typed(data, pasted), {"csrf": False}
        return marks_form(some, there, sitting.max_score, formdata=typed, meta=unsigned)
    for enrolment_id, entry in there.items():
        data[f"absent_{enrolment_id}"] = entry.score is None
        if entry.score is not None:
            data[f"mark_{enrolment_id}"] = Decimal(entry.score) / HUNDREDTHS
    return marks_form(some, there, sitting.max_score, formdata=None, data=data)


def _as_typed(data: Mapping[str, Any], pasted: Mapping[int, str]) -> MultiDict[str, str]:
    typed = MultiDict({"seen": data["seen"], "listed": data["listed"]})
    typed["taken_on"] = date_text(data["taken_on"], "typed")
    for enrolment_id, text in pasted.items():
        if is_absent(text):
            typed[f"absent_{enrolment_id}"] = "y"
        else:
            typed[f"mark_{enrolment_id}"] = text
    return typed


def _usual_day(sitting: Sitting, entries: Iterable[ScoreEntry]) -> date:
    """The day of the marks that are there; else the first or the last day of the run so far, or today."""
    days = {entry.taken_on for entry in entries}
    if len(days) == 1:
        return days.pop()
    today = clock.today(sitting.run.unit.country.timezone)
    held = [
        one.held_on
        for one in sitting.run.sessions
        if one.state is not SessionState.CANCELLED and one.held_on <= today
    ]
    if not held or sitting.attempt > 1:
        return today
    return min(held) if sitting.kind is AssessmentKind.PRE_TEST else max(held)


def lines_of(
    sitting: Sitting, some: Sequence[Enrolment], form: MarksForm, conflicts: Collection[int] = ()
) -> list[Line]:
    """The people of the list in their order."""
    attempts = sitting.attempts(some)
    entries = {one.id: sitting.entry(attempts.get(one.id, [])) for one in some}
    told = [entry for one, entry in entries.items() if entry is not None and one in conflicts]
    recorders = queries.recorders(told)
    lines = []
    for place, one in enumerate(some, start=sitting.pages.offset + 1):
        entry, mark = entries[one.id], form.mark(one.id)
        error = " ".join(str(message) for message in mark.errors)
        if entry in told and entry is not None:
            error = _conflict(sitting, entry, recorders)
        lines.append(
            Line(
                id=one.id,
                number=number(place),
                name=one.person.full_name,
                unit=one.unit.name_in(language()) if one.unit else "",
                mark=mark,
                absent=form.absent(one.id),
                error=error,
                earlier=_earlier(sitting, attempts.get(one.id, [])),
                in_force=in_words(entry) if entry else "",
                history=_history(sitting, one.id) if entry else "",
            )
        )
    return lines


def _earlier(sitting: Sitting, attempts: Sequence[ScoreEntry]) -> str:
    return " · ".join(in_words(entry) for entry in attempts[: sitting.attempt - 1])


def _conflict(sitting: Sitting, entry: ScoreEntry, recorders: Mapping[int, str]) -> str:
    local = entry.recorded_at.astimezone(ZoneInfo(sitting.run.unit.country.timezone))
    values = {"mark": in_words(entry), "time": time_text(local)}
    if name := recorders.get(entry.recorded_by_id or 0):
        return _(
            "Saved in the meantime by %(name)s at %(time)s: %(mark)s. Your mark replaces it when you"
            " save again.",
            name=isolated(name),
            **values,
        )
    return _(
        "Saved in the meantime at %(time)s: %(mark)s. Your mark replaces it when you save again.",
        **values,
    )


def _history(sitting: Sitting, enrolment_id: int) -> str:
    run, kind = sitting.run, sitting.kind.value
    return url_for("assessment.history", code=run.code, kind=kind, enrolment_id=enrolment_id)


def in_words(entry: ScoreEntry) -> str:
    """The mark, or that the person did not come."""
    return _("Absent") if entry.score is None else points(entry.score)
