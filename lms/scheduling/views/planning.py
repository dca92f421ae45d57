"""Planning a new run with its sessions, and changing what is known of a run."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from lms.organisation.models import OrgUnit
from lms.planning.models import Course
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.forms import fingerprint, is_stale
from lms.platform.i18n import _, _p, language
from lms.platform.i18n.dates import time_text
from lms.platform.i18n.numbers import duration, number
from lms.platform.ids import random_token
from lms.scheduling import policy, services
from lms.scheduling.errors import Clashing
from lms.scheduling.forms import EditRunForm, NewRunForm
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import choices
from lms.scheduling.rules import days_for
from lms.scheduling.views.blueprint import bp
from lms.scheduling.views.check import (
    Check,
    Wanted,
    check,
    put_refusal,
    sent,
    small_room,
)
from lms.scheduling.views.choices import Offers, Places, named
from lms.scheduling.views.run import managed

USUAL_SEATS = 30
MORNING = time(9)


class Desk:
    """The form of a new run with what it can choose from."""

    def __init__(self, data: MultiDict[str, str] | None = None, **values: Any) -> None:
        self.centres = list(db.session.scalars(choices.centres(current_actor())))
        if not self.centres:
            raise Forbidden
        self.form = NewRunForm(data, **{"unit_id": self.centres[0].id, **values})
        self.form.unit_id.choices = named(self.centres)
        self.unit = self._chosen(self.centres, self.form.unit_id) or self.centres[0]
        self.courses: list[Course] = list(db.session.scalars(choices.courses(self.unit)))
        self.form.course_id.choices = [(one.id, _course_label(one)) for one in self.courses]
        self.places = Places(self.unit)
        self.places.fill(self.form)
        self.site = self._chosen(self.places.sites, self.form.site_unit_id)
        self.offers = Offers(self.unit, self.site)
        self.offers.fill_slot(self.form)

    @staticmethod
    def _chosen(rows: list[OrgUnit], field: Any) -> OrgUnit | None:
        """What a list holds now: as sent, before it is checked, or as proposed."""
        sent_id = field.typed if field.raw_data else str(field.data)
        return next((row for row in rows if str(row.id) == sent_id), None)

    @property
    def course(self) -> Course | None:
        chosen = self.form.course_id.data
        return next((course for course in self.courses if course.id == chosen), None)

    def filled(self) -> Desk:
        """The same form with days, hours and language as the chosen course has them."""
        self.form.validate_on_submit()
        course = self.course
        if course is None:
            return self
        days, minutes = days_for(course.minutes)
        begins = self.form.start_time.data or MORNING
        ends = (datetime.combine(date.min, begins) + timedelta(minutes=minutes)).time()
        data = sent("starts_on")
        data["days"] = number(days)
        data["start_time"], data["end_time"] = time_text(begins), time_text(ends)
        data["capacity"] = data.get("capacity") or number(USUAL_SEATS)
        data["language"] = data.get("language") or self.unit.country.language
        return Desk(data)

    def check(self) -> Check | None:
        """Whether the room and the trainer are free on the days asked for."""
        form = self.form
        form.validate_on_submit()
        wanted = Wanted(
            form.starts_on.data,
            form.days.data,
            form.start_time.data,
            form.end_time.data,
            self.offers.room(form.room_id),
            self.offers.people(form.trainer_id.data),
            in_a_row=True,
        )
        planned = CourseRun(
            unit=self.unit,
            unit_id=self.unit.id,
            site_unit_id=self.site.id if self.site else None,
            capacity=form.capacity.data or 0,
        )
        return check(planned, wanted)

    def show(self, found: Check | None = None, status: int | None = None) -> ResponseReturnValue:
        page = render_template(
            "scheduling/new.html",
            form=self.form,
            check=found,
            one_centre=len(self.centres) == 1,
            course=self.course,
        )
        return page, self.form.status if status is None else status


def _course_label(course: Course) -> str:
    hours = duration(course.minutes)
    return _p("list", "%(list)s, %(next)s", list=course.name_in(language()), next=hours)


@bp.get("/runs/new")
@requires(policy.MANAGE)
def new_run() -> ResponseReturnValue:
    """`day`, `room` and `trainer` come from a cell of the calendar, `course` from its page."""
    values: dict[str, Any] = {
        name: request.args.get(asked, type=int)
        for name, asked in (
            ("room_id", "room"),
            ("trainer_id", "trainer"),
            ("course_id", "course"),
            ("plan_item_id", "item"),
            ("unit_id", "centre"),
        )
        if request.args.get(asked, type=int)
    }
    desk = Desk(
        None,
        starts_on=_day(request.args.get("day", "")),
        capacity=USUAL_SEATS,
        key=random_token(),
        **values,
    )
    if desk.form.language.data is None:
        desk.form.language.data = desk.unit.country.language
    if desk.course is not None:
        days, minutes = days_for(desk.course.minutes)
        ends = (datetime.combine(date.min, MORNING) + timedelta(minutes=minutes)).time()
        desk.form.days.data = days
        desk.form.start_time.data, desk.form.end_time.data = MORNING, ends
    return desk.show()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@bp.post("/runs/new")
@requires(policy.MANAGE)
def create_run() -> ResponseReturnValue:
    desk = Desk(sent("starts_on"))
    if "fill" in request.form:
        desk = desk.filled()
        return desk.show(desk.check(), 200)
    if "check" in request.form:
        return desk.show(desk.check(), 200)
    if not desk.form.validate_on_submit() or desk.course is None:
        return desk.show()
    try:
        with db.session.begin_nested():
            run = _plan(desk, desk.course)
    except DomainError as refusal:
        found = desk.check() if isinstance(refusal, Clashing) else None
        put_refusal(desk.form, refusal, "starts_on")
        return desk.show(found, 422)
    flash(_("The course run %(run)s is planned.", run=run.code))
    return redirect(url_for(".run", code=run.code))


def _plan(desk: Desk, course: Course) -> CourseRun:
    """The run and its sessions, all of it or nothing."""
    form, actor = desk.form, current_actor()
    run = services.create_run(
        course,
        desk.unit,
        code=form.code.data or None,
        capacity=form.capacity.value,
        min_seats=form.min_seats.data,
        language=form.language.value,
        starts_on=form.starts_on.data,
        nominations_until=form.nominations_until.data,
        site_unit=desk.places.site(form),
        plan_item=desk.places.item(form),
        entry_key=form.key.data or None,
        by=actor,
    )
    if form.has_sessions and not run.sessions:
        room = desk.offers.room(form.room_id)
        services.add_sessions(
            run,
            first_day=form.starts_on.value,
            days=form.days.value,
            start_time=form.start_time.value,
            end_time=form.end_time.value,
            room=room,
            trainers=desk.offers.people(form.trainer_id.data),
            override_reason=form.override_reason.data or None,
            by=actor,
        )
        if room is not None and room.capacity < run.capacity:
            flash(small_room(room, run.capacity), "warning")
    return run


@bp.get("/runs/<string:code>/edit")
@requires(policy.MANAGE)
def edit_run(code: str) -> ResponseReturnValue:
    run = managed(code)
    form = EditRunForm(None, obj=run, seen=_seen(run))
    return _show_edit(run, form, _places(run))


@bp.post("/runs/<string:code>/edit")
@requires(policy.MANAGE)
def save_run(code: str) -> ResponseReturnValue:
    run = managed(code)
    form, places = EditRunForm(), _places(run)
    places.fill(form)
    if not form.validate_on_submit() or _has_changed(form, run):
        return _show_edit(run, form, places)
    try:
        services.update_run(
            run,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            capacity=form.capacity.value,
            min_seats=form.min_seats.data,
            language=form.language.value,
            nominations_until=form.nominations_until.data,
            site_unit=places.site(form),
            plan_item=places.item(form),
            by=current_actor(),
        )
    except DomainError as refusal:
        put_refusal(form, refusal, "starts_on")
        return _show_edit(run, form, places, 422)
    flash(_("The course run is saved."))
    return redirect(url_for(".run", code=code))


def _places(run: CourseRun) -> Places:
    """The choices, with what the run has already, even where it is no longer offered."""
    places = Places(run.unit)
    if run.site_unit is not None and run.site_unit not in places.sites:
        places.sites.append(run.site_unit)
    if run.plan_item is not None and run.plan_item not in places.items:
        places.items.append(run.plan_item)
    return places


def _seen(run: CourseRun) -> str:
    return fingerprint(
        str(run.starts_on),
        str(run.ends_on),
        run.capacity,
        run.min_seats,
        run.language,
        str(run.nominations_until),
        run.site_unit_id,
        run.plan_item_id,
    )


def _has_changed(form: EditRunForm, run: CourseRun) -> bool:
    if not is_stale(form.seen, _seen(run)):
        return False
    form.add_error(
        None,
        _(
            "Somebody changed this course run meanwhile; its page shows what it is now."
            " What you typed is still here; save again to put it in place of that."
        ),
    )
    return True


def _show_edit(
    run: CourseRun, form: EditRunForm, places: Places, status: int | None = None
) -> ResponseReturnValue:
    places.fill(form)
    page = render_template("scheduling/edit.html", run=run, form=form)
    return page, form.status if status is None else status
