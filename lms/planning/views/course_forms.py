"""Adding a course and changing one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from lms.organisation.models import OrgUnit
from lms.planning import policy, queries, services
from lms.planning.forms import CourseForm, as_lines
from lms.planning.models import Course, ExcusedRule, JoiningRule, Programme, Track
from lms.planning.services import Rules
from lms.planning.views.blueprint import bp
from lms.planning.views.courses import kept
from lms.planning.views.shared import is_overtaken, keepers, named, put_refusal
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.forms import fingerprint
from lms.platform.i18n import LANGUAGES, _, _p, language

USUAL: dict[str, Any] = {
    "attendance": Decimal(80),
    "excused_rule": ExcusedRule.EXCLUDE,
    "joining_rule": JoiningRule.WHOLE_RUN,
    "has_exam": True,
    "pass_mark": Decimal(60),
    "max_attempts": 2,
    "validity_months": 24,
}


@dataclass(frozen=True)
class Places:
    """The programmes and tracks that a course can belong to; "p3" is a programme, "t5" a track of one."""

    programmes: dict[str, Programme]
    tracks: dict[str, Track]

    @property
    def choices(self) -> list[tuple[str, str]]:
        offered = []
        for key, programme in self.programmes.items():
            name = programme.name_in(language())
            offered.append((key, name))
            offered += [
                (track_key, _p("list", "%(list)s, %(next)s", list=name, next=_name(track)))
                for track_key, track in self.tracks.items()
                if track.programme_id == programme.id
            ]
        return offered

    def chosen(self, key: str | None) -> tuple[Programme | None, Track | None]:
        track = self.tracks.get(key or "")
        if track is not None:
            return track.programme, track
        return self.programmes.get(key or ""), None


def _name(track: Track) -> str:
    return track.name_in(language())


class Desk:
    """The form of a course with what it can choose from."""

    def __init__(self, form: CourseForm, units: list[OrgUnit], course: Course | None) -> None:
        self.form, self.units, self.course = form, units, course
        viewer = current_actor()
        programmes = db.session.scalars(queries.programmes(viewer))
        tracks = db.session.scalars(queries.tracks(viewer))
        self.places = Places(
            {f"p{one.id}": one for one in programmes}, {f"t{one.id}": one for one in tracks}
        )
        self.courses: list[Course] = [
            one for one in db.session.scalars(queries.courses(viewer)) if one is not course
        ]
        form.unit_id.choices = named(units)
        form.belongs_to.choices = self.places.choices
        chosen = course.prerequisites if course else []
        form.prerequisite_ids.choices = named(
            one for one in self.courses if not one.is_archived or one in chosen
        )

    @property
    def unit(self) -> OrgUnit:
        return next(unit for unit in self.units if unit.id == self.form.unit_id.data)

    def values(self) -> dict[str, Any]:
        """What goes to the service."""
        form = self.form
        programme, track = self.places.chosen(form.belongs_to.data)
        wanted = set(form.prerequisite_ids.data)
        return {
            "names": form.names,
            "rules": Rules(
                minutes=form.length,
                attendance_basis_points=int(form.attendance.value * 100),
                excused_rule=form.excused_rule.value,
                joining_rule=form.joining_rule.value,
                has_pre_test=form.has_pre_test.data,
                has_post_test=form.has_post_test.data,
                has_exam=form.has_exam.data,
                pass_mark=int(form.pass_mark.value * 100),
                max_attempts=form.max_attempts.value,
                validity_months=form.validity_months.data,
            ),
            "programme": programme,
            "track": track,
            "topics": form.lines,
            "prerequisites": [one for one in self.courses if one.id in wanted],
            "by": current_actor(),
        }

    def show(self, status: int | None = None) -> ResponseReturnValue:
        page = render_template(
            "planning/course_form.html",
            form=self.form,
            course=self.course,
            one_unit=len(self.units) == 1,
        )
        return page, self.form.status if status is None else status

    def refused(self, refusal: DomainError) -> ResponseReturnValue:
        put_refusal(self.form, refusal, {"name": f"name_{language()}", "track_id": "belongs_to"})
        return self.show(422)


@bp.get("/courses/new")
@requires(policy.MANAGE_COURSES)
def course_new() -> ResponseReturnValue:
    units = _units()
    return Desk(CourseForm(None, unit_id=units[0].id, **USUAL), units, None).show()


@bp.post("/courses/new")
@requires(policy.MANAGE_COURSES)
def course_create() -> ResponseReturnValue:
    desk = Desk(CourseForm(), _units(), None)
    if not desk.form.validate_on_submit():
        return desk.show()
    try:
        course = services.create_course(desk.unit, code=desk.form.code.data, **desk.values())
    except DomainError as refusal:
        return desk.refused(refusal)
    flash(_("The course %(course)s is in the catalogue.", course=course.code))
    return redirect(url_for(".course", code=course.code))


@bp.get("/courses/<string:code>/edit")
@requires(policy.MANAGE_COURSES)
def course_edit(code: str) -> ResponseReturnValue:
    course = kept(code)
    return Desk(CourseForm(None, **_values(course)), [course.unit], course).show()


@bp.post("/courses/<string:code>/edit")
@requires(policy.MANAGE_COURSES)
def course_save(code: str) -> ResponseReturnValue:
    course = kept(code)
    form = CourseForm()
    desk = Desk(form, [course.unit], course)
    if not form.validate_on_submit() or is_overtaken(form, form.seen, _seen(course)):
        return desk.show()
    try:
        services.update_course(course, **desk.values())
    except DomainError as refusal:
        return desk.refused(refusal)
    flash(_("The course is saved. Runs that are open keep the rules they opened with."))
    return redirect(url_for(".course", code=code))


def _units() -> list[OrgUnit]:
    units = keepers(policy.MANAGE_COURSES)
    if not units:
        raise Forbidden
    return units


def _values(course: Course) -> dict[str, Any]:
    """What the form of a course is filled with."""
    place = f"t{course.track_id}" if course.track_id else f"p{course.programme_id}"
    return {
        "unit_id": course.unit_id,
        "code": course.code,
        **{f"name_{code}": getattr(course, f"name_{code}") for code in LANGUAGES},
        "belongs_to": place if course.programme_id else None,
        "hours": course.minutes // 60,
        "minutes": course.minutes % 60 or None,
        "attendance": _plain(Decimal(course.attendance_basis_points) / 100),
        "excused_rule": course.excused_rule,
        "joining_rule": course.joining_rule,
        "has_pre_test": course.has_pre_test,
        "has_post_test": course.has_post_test,
        "has_exam": course.has_exam,
        "pass_mark": _plain(Decimal(course.pass_mark) / 100),
        "max_attempts": course.max_attempts,
        "validity_months": course.validity_months,
        "prerequisite_ids": [one.id for one in course.prerequisites],
        "seen": _seen(course),
        **as_lines(course.topics),
    }


def _plain(value: Decimal) -> Decimal:
    """The number without zeros at its end: 25, not 25.00."""
    return Decimal(f"{value.quantize(Decimal('0.01')).normalize():f}")


def _seen(course: Course) -> str:
    facts = {name: str(getattr(course, name)) for name in Rules.__dataclass_fields__}
    return fingerprint(
        course.names,
        facts,
        course.programme_id,
        course.track_id,
        [topic.names for topic in course.topics],
        [one.id for one in course.prerequisites],
    )
