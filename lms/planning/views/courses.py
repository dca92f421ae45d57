"""The list of courses and the page of one."""

from __future__ import annotations

from types import SimpleNamespace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.organisation.models import OrgUnit
from lms.planning import policy, queries, rules, services
from lms.planning.models import Course, Programme
from lms.planning.views.blueprint import bp
from lms.planning.views.shared import pairs, url_where_allowed
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import _, language
from lms.platform.i18n.numbers import duration
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept as kept_statement

IN_USE = {"used": False, "archived": True}


@bp.get("/courses")
@requires(policy.VIEW)
def courses() -> ResponseReturnValue:
    viewer = current_actor()
    may_add = viewer.has(policy.MANAGE_COURSES)
    listing = Listing(
        "courses",
        _("Courses"),
        kept_statement("course list", lambda: queries.course_rows(viewer), viewer=viewer),
        _columns(),
        filters=(
            Filter(
                "programme",
                _("Programme"),
                lambda: pairs(queries.programmes_with_courses(viewer)),
                apply=lambda q, v: q.where(Course.programme_id == v),
            ),
            Filter(
                "state",
                _("State"),
                [("used", _("In use")), ("archived", _("Archived"))],
                apply=lambda q, v: q.where(Course.is_archived.is_(IN_USE[v])),
                default="used",
            ),
        ),
        search=lambda query, text: query.where(queries.matching(Course, text)),
        search_label=_("Code or name"),
        default_sort="name",
        empty=_nothing_yet(may_add),
    )
    return listing.respond("planning/courses.html", may_add=may_add)


def _columns() -> list[Column]:
    reader = language()
    archived, used = _("Archived"), _("In use")
    return [
        Column(
            "name",
            _("Course"),
            lambda course: course.name,
            sort=sort_column(Course, reader),
            url=row_links(".course", code=lambda course: course.code),
        ),
        Column("code", _("Code"), lambda course: course.code, kind="code", sort=Course.code),
        Column(
            "programme",
            _("Programme"),
            lambda course: course.programme,
            sort=sort_column(Programme, reader),
        ),
        Column("unit", _("Unit"), lambda course: course.unit, sort=sort_column(OrgUnit, reader)),
        Column(
            "hours",
            _("Hours"),
            lambda course: course.minutes,
            kind="duration",
            sort=Course.minutes,
            export=lambda course: course.minutes / 60,
        ),
        Column(
            "state",
            _("State"),
            lambda course: archived if course.is_archived else used,
            kind="badge",
            badge=lambda course: "unchanged" if course.is_archived else "ok",
        ),
    ]


def _nothing_yet(may_add: bool) -> Empty:
    text = _("A course says what is taught and what it takes to pass.")
    if not may_add:
        return Empty(_("No courses yet"), text, icon="book")
    return Empty(_("No courses yet"), text, url_for(".course_new"), _("New course"), "book")


@bp.get("/courses/<string:code>")
@requires(policy.VIEW)
def course(code: str) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.course(code, actor))
    may_change = policy.can_manage_course(actor, found)
    return render_template(
        "planning/course.html",
        course=found,
        facts=_facts(found),
        figures=list(db.session.scalars(queries.figures_of_course(found))),
        may_change=may_change,
        menu=_menu(found) if may_change else [],
        new_run_url=_new_run_url(found),
        runs_url=url_where_allowed(
            "scheduling.runs", "scheduling.view", q=found.name_in(language())[:100]
        ),
    )


def _new_run_url(course: Course) -> str:
    if course.is_archived:
        return ""
    return url_where_allowed("scheduling.new_run", "scheduling.manage", course=course.id)


def _facts(course: Course) -> list[tuple[str, str]]:
    reader = language()
    facts = [(_("Hours"), duration(course.minutes))]
    if course.programme is not None:
        facts.append((_("Programme"), course.programme.name_in(reader)))
    if course.track is not None:
        facts.append((_("Track"), course.track.name_in(reader)))
    return [
        *facts,
        (_("Unit"), course.unit.name_in(reader)),
        (_("Attendance"), rules.attendance_rule(course)),
        (_("Tests"), rules.tests(course)),
        (_("Certificate"), rules.validity(course)),
    ]


def _menu(course: Course) -> list[SimpleNamespace]:
    code = course.code
    if course.is_archived:
        first = SimpleNamespace(
            label=_("Use again"), picture="history", post=url_for(".course_restore", code=code)
        )
    else:
        first = SimpleNamespace(
            label=_("Archive"), picture="archive", post=url_for(".course_archive", code=code)
        )
    return [first, SimpleNamespace(label=_("Delete…"), picture="trash", dialog="delete-course")]


@bp.post("/courses/<string:code>/archive")
@requires(policy.MANAGE_COURSES)
def course_archive(code: str) -> ResponseReturnValue:
    found = kept(code)
    services.archive_course(found, by=current_actor())
    flash(_("The course %(course)s is archived; its history stays.", course=found.code))
    return redirect(url_for(".course", code=code))


@bp.post("/courses/<string:code>/restore")
@requires(policy.MANAGE_COURSES)
def course_restore(code: str) -> ResponseReturnValue:
    found = kept(code)
    services.restore_course(found, by=current_actor())
    flash(_("The course %(course)s is in use again.", course=found.code))
    return redirect(url_for(".course", code=code))


@bp.post("/courses/<string:code>/delete")
@requires(policy.MANAGE_COURSES)
def course_delete(code: str) -> ResponseReturnValue:
    found = kept(code)
    services.delete_course(found, by=current_actor())
    flash(_("The course %(course)s is deleted.", course=code))
    return redirect(url_for(".courses"))


def kept(code: str) -> Course:
    """A course that the actor may see and change; seen alone is 403, not seen is 404."""
    actor = current_actor()
    found = one_or_404(queries.course(code, actor))
    authorize(policy.can_manage_course(actor, found))
    return found
