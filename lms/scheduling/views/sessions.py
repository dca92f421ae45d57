"""Adding, changing and cancelling sessions; planning several days at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.organisation.models import Room
from lms.people.models import Person
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.forms import fingerprint, is_stale
from lms.platform.i18n import _, _n, language
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.lists import names_listed
from lms.platform.i18n.numbers import number as shown_number
from lms.scheduling import policy, queries, services
from lms.scheduling.errors import Clashing
from lms.scheduling.forms import ReasonForm, SessionForm, SeveralForm
from lms.scheduling.models import CourseRun, TrainingSession
from lms.scheduling.views.blueprint import bp
from lms.scheduling.views.check import (
    Check,
    Wanted,
    check,
    put_refusal,
    sent,
    small_room,
)
from lms.scheduling.views.choices import Offers, named
from lms.scheduling.views.run import managed


class Sheet:
    """The form of one session with what it can choose from."""

    def __init__(
        self, run: CourseRun, session: TrainingSession | None = None, *, is_sent: bool = False
    ) -> None:
        self.run, self.session = run, session
        self.offers = Offers(run.unit, run.site_unit)
        if session is not None:
            given = [assignment.person for assignment in session.assignments]
            self.offers.keep([session.room], given)
        self.form = SessionForm(sent("held_on")) if is_sent else SessionForm(None, **self._values())
        self.offers.fill_slot(self.form)
        self.form.topic_id.choices = named(run.course.topics)

    def _values(self) -> dict[str, Any]:
        if self.session is None:
            return usual_slot(self.run)
        session = self.session
        people = [assignment.person_id for assignment in session.assignments]
        return {
            "held_on": session.held_on,
            "start_time": session.start_time,
            "end_time": session.end_time,
            "room_id": session.room_id,
            "trainer_id": people[0] if people else None,
            "co_trainer_ids": people[1:],
            "title": session.title,
            "topic_id": session.topic_id,
            "counts": session.counts,
            "seen": seen(session),
        }

    @property
    def room(self) -> Room | None:
        return self.offers.room(self.form.room_id)

    @property
    def trainers(self) -> list[Person]:
        return self.offers.people(self.form.trainer_id.data, *self.form.co_trainer_ids.data)

    def planned(self) -> dict[str, Any]:
        """What goes to the service."""
        form = self.form
        topic = next((one for one in self.run.course.topics if one.id == form.topic_id.data), None)
        return {
            "held_on": form.held_on.value,
            "start_time": form.start_time.value,
            "end_time": form.end_time.value,
            "room": self.room,
            "trainers": self.trainers,
            "title": form.title.data or None,
            "topic": topic,
            "counts": form.counts.data,
            "override_reason": form.override_reason.data or None,
            "by": current_actor(),
        }

    def check(self) -> Check | None:
        """Fields that cannot be read yet say nothing here; they speak when the form is sent."""
        self.form.validate_on_submit()
        form = self.form
        wanted = Wanted(
            form.held_on.data,
            1,
            form.start_time.data,
            form.end_time.data,
            self.room,
            self.trainers,
            leaving_out=self.session.id if self.session else None,
        )
        return check(self.run, wanted)

    def show(self, found: Check | None = None, status: int | None = None) -> ResponseReturnValue:
        page = render_template(
            "scheduling/session.html",
            run=self.run,
            session=self.session,
            form=self.form,
            check=found,
        )
        return page, self.form.status if status is None else status

    def refused(self, refusal: DomainError) -> ResponseReturnValue:
        put_refusal(self.form, refusal, "held_on")
        return self.show(self.check_again(refusal), 422)

    def check_again(self, refusal: DomainError) -> Check | None:
        """The free days beside the clashes that the fields name already."""
        if not isinstance(refusal, Clashing):
            return None
        errors = {field.name: list(field.errors) for field in self.form}
        found = self.check()
        for field in self.form:
            field.errors = errors[field.name]
        return found


def seen(session: TrainingSession) -> str:
    """What a form of this session was filled from."""
    people = [assignment.person_id for assignment in session.assignments]
    return fingerprint(
        session.held_on.isoformat(),
        session.start_time.isoformat(),
        session.end_time.isoformat(),
        session.room_id,
        people,
        session.title,
        session.topic_id,
        session.counts,
    )


def usual_slot(run: CourseRun) -> dict[str, Any]:
    """The hours, room and trainer of the last session: most of a run is alike."""
    if not run.sessions:
        return {"held_on": run.starts_on, "first_day": run.starts_on}
    last = run.sessions[-1]
    people = [assignment.person_id for assignment in last.assignments]
    return {
        "start_time": last.start_time,
        "end_time": last.end_time,
        "room_id": last.room_id,
        "trainer_id": people[0] if people else None,
    }


@bp.get("/runs/<string:code>/sessions/new")
@requires(policy.MANAGE)
def add_session(code: str) -> ResponseReturnValue:
    return Sheet(managed(code)).show()


@bp.post("/runs/<string:code>/sessions/new")
@requires(policy.MANAGE)
def do_add_session(code: str) -> ResponseReturnValue:
    run = managed(code)
    sheet = Sheet(run, is_sent=True)
    if "check" in request.form:
        return sheet.show(sheet.check(), 200)
    if not sheet.form.validate_on_submit():
        return sheet.show()
    try:
        session = services.add_session(run, **sheet.planned())
    except DomainError as refusal:
        return sheet.refused(refusal)
    _warn_of_small_room(run, session.room)
    flash(_("Session %(session)s is planned.", session=shown_number(session.number)))
    return redirect(url_for(".run", code=run.code))


@bp.get("/runs/<string:code>/sessions/<int:number>")
@requires(policy.MANAGE)
def edit_session(code: str, number: int) -> ResponseReturnValue:
    session = _managed_session(code, number)
    return Sheet(session.run, session).show()


@bp.post("/runs/<string:code>/sessions/<int:number>")
@requires(policy.MANAGE)
def do_edit_session(code: str, number: int) -> ResponseReturnValue:
    session = _managed_session(code, number)
    sheet = Sheet(session.run, session, is_sent=True)
    if "check" in request.form:
        return sheet.show(sheet.check(), 200)
    if not sheet.form.validate_on_submit() or _has_moved(sheet, session):
        return sheet.show()
    try:
        services.move_session(session, **sheet.planned())
    except DomainError as refusal:
        return sheet.refused(refusal)
    _warn_of_small_room(session.run, session.room)
    flash(_("The session is saved."))
    return redirect(url_for(".run", code=code))


@bp.get("/runs/<string:code>/sessions/<int:number>/cancel")
@requires(policy.MANAGE)
def cancel_session(code: str, number: int) -> ResponseReturnValue:
    return _ask_why(_managed_session(code, number), ReasonForm())


@bp.post("/runs/<string:code>/sessions/<int:number>/cancel")
@requires(policy.MANAGE)
def do_cancel_session(code: str, number: int) -> ResponseReturnValue:
    session, form = _managed_session(code, number), ReasonForm()
    if not form.validate_on_submit():
        return _ask_why(session, form)
    services.cancel_session(session, form.reason.value, by=current_actor())
    flash(_("The session is cancelled; its room and trainers are free."))
    return redirect(url_for(".run", code=code))


@bp.get("/runs/<string:code>/sessions/several")
@requires(policy.MANAGE)
def plan_sessions(code: str) -> ResponseReturnValue:
    run = managed(code)
    form = SeveralForm(None, **usual_slot(run))
    return _show_several(run, form, Offers(run.unit, run.site_unit))


@bp.post("/runs/<string:code>/sessions/several")
@requires(policy.MANAGE)
def do_plan_sessions(code: str) -> ResponseReturnValue:
    run = managed(code)
    form, offers = SeveralForm(sent("first_day")), Offers(run.unit, run.site_unit)
    offers.fill_slot(form)
    valid = form.validate_on_submit()
    if "check" in request.form:
        return _show_several(run, form, offers, _check_several(run, form, offers), 200)
    if not valid:
        return _show_several(run, form, offers)
    room = offers.room(form.room_id)
    try:
        planned = services.add_sessions(
            run,
            first_day=form.first_day.value,
            days=form.days.value,
            start_time=form.start_time.value,
            end_time=form.end_time.value,
            room=room,
            trainers=offers.people(form.trainer_id.data),
            override_reason=form.override_reason.data or None,
            by=current_actor(),
        )
    except DomainError as refusal:
        put_refusal(form, refusal, "first_day")
        found = _check_several(run, form, offers) if isinstance(refusal, Clashing) else None
        return _show_several(run, form, offers, found, 422)
    _warn_of_small_room(run, room)
    flash(_n("%(count)s session is planned.", "%(count)s sessions are planned.", len(planned)))
    return redirect(url_for(".run", code=code))


def _check_several(run: CourseRun, form: SeveralForm, offers: Offers) -> Check | None:
    wanted = Wanted(
        form.first_day.data,
        form.days.data,
        form.start_time.data,
        form.end_time.data,
        offers.room(form.room_id),
        offers.people(form.trainer_id.data),
        in_a_row=True,
    )
    return check(run, wanted)


def _show_several(
    run: CourseRun,
    form: SeveralForm,
    offers: Offers,
    found: Check | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    offers.fill_slot(form)
    page = render_template("scheduling/several.html", run=run, form=form, check=found)
    return page, form.status if status is None else status


def _managed_session(code: str, number: int) -> TrainingSession:
    actor = current_actor()
    session = one_or_404(queries.session(code, number, actor))
    authorize(policy.can_manage(actor, session.run))
    return session


def _has_moved(sheet: Sheet, session: TrainingSession) -> bool:
    """Whether somebody changed the session while the form was open; says what it is now."""
    if not is_stale(sheet.form.seen, seen(session)):
        return False
    names = [assignment.person.full_name for assignment in session.assignments]
    room = [session.room.name_in(language())] if session.room else []
    now = names_listed(
        [
            date_text(session.held_on, "weekday"),
            time_range_text(session.start_time, session.end_time),
            *room,
            *names,
        ]
    )
    sheet.form.add_error(
        None,
        _(
            "Somebody changed this session meanwhile. It is now: %(now)s."
            " What you typed is still here; save again to put it in place of that.",
            now=now,
        ),
    )
    return True


def _warn_of_small_room(run: CourseRun, room: Room | None) -> None:
    if room is not None and room.capacity < run.capacity:
        flash(small_room(room, run.capacity), "warning")


def _ask_why(session: TrainingSession, form: ReasonForm) -> ResponseReturnValue:
    page = render_template(
        "scheduling/cancel_session.html", run=session.run, session=session, form=form
    )
    return page, form.status
