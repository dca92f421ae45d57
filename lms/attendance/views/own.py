"""One's own attendance in a run, and objecting to a mark (S13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.attendance import policy, queries, services
from lms.attendance.errors import MarkChanged
from lms.attendance.forms import ObjectionForm
from lms.attendance.models import AttendanceEntry
from lms.attendance.rules import can_be_objected_to, in_words, last_day_to_object
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import place_in_run, when
from lms.enrolment.models import Enrolment
from lms.objections import services as objections
from lms.objections.models import Objection, ObjectionState
from lms.objections.rules import STATES, due_on
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.scheduling.models import SessionState, TrainingSession


@dataclass(frozen=True)
class OwnMark:
    """One session of the run: the mark in force, and the latest objection to any version of it."""

    session: TrainingSession
    entry: AttendanceEntry | None
    objection: Objection | None

    @property
    def place(self) -> str:
        return place_in_run(self.session)

    @property
    def when(self) -> str:
        return when(self.session)

    @property
    def words(self) -> str:
        return in_words(self.entry) if self.entry else ""

    @property
    def is_off(self) -> bool:
        return self.session.state is SessionState.CANCELLED

    @property
    def may_object(self) -> bool:
        """Whether there is time, and no objection to the mark as it is now."""
        if self.entry is None or not can_be_objected_to(self.entry, self.session.run):
            return False
        return self.objection is None or (
            self.objection.subject_id != self.entry.id
            and self.objection.state is not ObjectionState.OPEN
        )

    @property
    def until(self) -> object:
        return last_day_to_object(self.entry, self.session.run) if self.entry else None

    @property
    def state_label(self) -> str:
        return str(STATES[self.objection.state]) if self.objection else ""


@bp.get("/my-attendance/<int:enrolment_id>")
@requires(policy.OBJECT)
def my_attendance(enrolment_id: int) -> ResponseReturnValue:
    enrolment = _own(enrolment_id)
    return render_template(
        "attendance/my_attendance.html",
        enrolment=enrolment,
        run=enrolment.run,
        marks=_marks(enrolment),
    )


@bp.get("/my-attendance/<int:enrolment_id>/<int:number>/object")
@requires(policy.OBJECT)
def object_to(enrolment_id: int, number: int) -> ResponseReturnValue:
    enrolment = _own(enrolment_id)
    mark = _mark(enrolment, number)
    if mark.entry is None:
        raise NotFound
    if not mark.may_object:
        return redirect(url_for(".my_attendance", enrolment_id=enrolment_id))
    return _page(enrolment, mark, ObjectionForm(data={"seen": str(mark.entry.id)}))


@bp.post("/my-attendance/<int:enrolment_id>/<int:number>/object")
@requires(policy.OBJECT)
def send_objection(enrolment_id: int, number: int) -> ResponseReturnValue:
    enrolment, form = _own(enrolment_id), ObjectionForm()
    mark = _mark(enrolment, number)
    if mark.entry is None:
        raise NotFound
    if not form.validate_on_submit():
        return _page(enrolment, mark, form)
    try:
        if form.seen_entry != mark.entry.id:
            raise MarkChanged
        services.object_to(mark.entry, form.text.value, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(enrolment, mark, form)
    flash(_("Your objection was sent. Another officer than who recorded the mark decides on it."))
    return redirect(url_for(".my_attendance", enrolment_id=enrolment_id))


@bp.post("/my-attendance/<int:enrolment_id>/<int:number>/withdraw")
@requires(policy.OBJECT)
def withdraw_objection(enrolment_id: int, number: int) -> ResponseReturnValue:
    enrolment = _own(enrolment_id)
    objection = _mark(enrolment, number).objection
    if objection is None:
        raise NotFound
    objections.withdraw(objection, current_actor())
    flash(_("Your objection was withdrawn."))
    return redirect(url_for(".my_attendance", enrolment_id=enrolment_id))


def _own(enrolment_id: int) -> Enrolment:
    return one_or_404(queries.own_enrolment(enrolment_id, current_actor()))


def _marks(enrolment: Enrolment) -> list[OwnMark]:
    by_session = queries.own_entries(enrolment)
    known = queries.objections_to([one for entries in by_session.values() for one in entries])
    sessions = sorted(enrolment.run.sessions, key=lambda one: (one.starts_at, one.number))
    return [_of(session, by_session.get(session.id, ()), known) for session in sessions]


def _of(
    session: TrainingSession, entries: Sequence[AttendanceEntry], known: dict[int, Objection]
) -> OwnMark:
    replaced = {entry.replaces_id for entry in entries}
    in_force = next((entry for entry in entries if entry.id not in replaced), None)
    objected = [known[entry.id] for entry in entries if entry.id in known]
    return OwnMark(session, in_force, max(objected, key=lambda one: one.id, default=None))


def _mark(enrolment: Enrolment, number: int) -> OwnMark:
    for mark in _marks(enrolment):
        if mark.session.number == number:
            return mark
    raise NotFound


def _page(enrolment: Enrolment, mark: OwnMark, form: ObjectionForm) -> ResponseReturnValue:
    page = render_template(
        "attendance/object.html",
        enrolment=enrolment,
        run=enrolment.run,
        mark=mark,
        form=form,
        due_on=due_on(mark.session.timezone),
    )
    return page, form.status
