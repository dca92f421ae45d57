"""The runs that take nominations, and the two ways to name people: pasting rows, choosing among own staff."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from lms.enrolment import policy, queries
from lms.enrolment.forms import SheetForm
from lms.enrolment.rules import Standing, listed
from lms.enrolment.views.blueprint import bp
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.queries import by_name, current_affiliation, search
from lms.people.rules import masked_id
from lms.planning.models import Course
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.i18n import _, _n, language
from lms.platform.i18n.dates import date_text, range_text
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing, Pick
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import matching, today_of


@bp.get("/nominate")
@requires(policy.NOMINATE)
def nominate() -> ResponseReturnValue:
    if "run" in request.args:  # the way here from the page of a run
        return redirect(url_for(".nominate_for", code=request.args["run"]))
    actor = current_actor()
    listing = Listing(
        "open-runs",
        _("Course runs that take nominations"),
        queries.open_runs(actor, today_of(actor)),
        _run_columns(),
        search=lambda query, text: query.where(matching(text)),
        search_label=_("Code, course or centre"),
        default_sort="dates",
        empty=Empty(
            _("No course run takes nominations now"),
            _("Runs appear here as soon as a centre opens them."),
            icon="school",
        ),
    )
    return listing.respond("enrolment/open_runs.html")


def _run_columns() -> list[Column]:
    reader = language()
    return [
        Column(
            "course",
            _("Course"),
            lambda row: row.CourseRun.course.name_in(reader),
            sort=sort_column(Course, reader),
            url=row_links(".nominate_for", code=lambda row: row.CourseRun.code),
            note=lambda row: row.CourseRun.code,
        ),
        Column("code", _("Code"), lambda row: row.CourseRun.code, kind="code", screen=False),
        Column("where", _("Where"), lambda row: where(row.CourseRun).name_in(reader)),
        Column(
            "dates",
            _("Dates"),
            lambda row: dates(row.CourseRun),
            sort=CourseRun.starts_on,
            export=lambda row: row.CourseRun.starts_on,
        ),
        Column(
            "left",
            _("Seats left"),
            lambda row: row.CourseRun.capacity - row.CourseRun.seats_taken,
            kind="number",
            sort=CourseRun.capacity - CourseRun.seats_taken,
        ),
        Column(
            "until",
            _("Nominations until"),
            lambda row: row.CourseRun.nominations_until,
            kind="date",
            sort=CourseRun.nominations_until,
        ),
        Column("first", _("Asked for first"), lambda row: asked_for(row.CourseRun.course)),
        Column("sent", _("Sent by you"), lambda row: row.sent, kind="number"),
    ]


def where(run: CourseRun) -> OrgUnit:
    """The place a run is held at."""
    return run.site_unit or run.unit


def dates(run: CourseRun) -> str:
    """The days of a run, as short as they are clear."""
    if run.starts_on is None:
        return _("Not stated")
    return range_text(run.starts_on, run.ends_on or run.starts_on, "medium")


def asked_for(course: Course) -> str:
    """The courses that have to be completed before."""
    return listed(required.name_in(language()) for required in course.prerequisites)


@bp.get("/runs/<string:code>/nominate")
@requires(policy.NOMINATE)
def nominate_for(code: str) -> ResponseReturnValue:
    return paste_page(run_to_nominate_for(code), SheetForm())


def paste_page(run: CourseRun, form: SheetForm) -> ResponseReturnValue:
    """The paste box, with whatever was pasted before."""
    context = {"run": run, "form": form, "head": head(run)}
    return render_template("enrolment/paste.html", **context), form.status


@bp.get("/runs/<string:code>/nominate/staff")
@requires(policy.NOMINATE)
def nominate_staff(code: str) -> ResponseReturnValue:
    run, unit = run_to_nominate_for(code), own_unit()
    listing = Listing(
        "staff",
        _("Your staff"),
        queries.staff_for(run, unit),
        _staff_columns(),
        search=lambda query, text: query.where(Person.id.in_(search(text, current_actor()))),
        search_label=_("Name or ID number"),
        default_sort="name",
        exports=False,
        pick=Pick(lambda row: row.Person.id, lambda row: row.Person.full_name),
        empty=Empty(_("Nobody is on record at your unit yet"), icon="users"),
    )
    return listing.respond("enrolment/staff.html", run=run, head=head(run))


def _staff_columns() -> list[Column]:
    reader = language()

    def place(row: Any) -> str | None:
        work = current_affiliation(row.Person)
        return work.unit.name_in(reader) if work else None

    def job(row: Any) -> str | None:
        work = current_affiliation(row.Person)
        return work.job_title if work else None

    return [
        Column(
            "name",
            _("Name"),
            lambda row: row.Person.full_name,
            sort=by_name(),
            note=lambda row: row.Person.second_name,
        ),
        Column("unit", _("Place of work"), place),
        Column("job", _("Job title"), job),
        Column("id", _("ID number"), lambda row: masked_id(row.Person) or None, kind="code"),
        Column(
            "standing",
            _("In this run"),
            lambda row: standing.label if (standing := _standing(row)) else None,
            kind="badge",
            badge=lambda row: standing.value if (standing := _standing(row)) else "",
        ),
    ]


def _standing(row: Any) -> Standing | None:
    if row.nomination is None and row.enrolment is None:
        return None
    return Standing.of(row.nomination, row.enrolment)


def run_to_nominate_for(code: str) -> CourseRun:
    """The run, for somebody who nominates."""
    return one_or_404(queries.run_to_nominate_for(code, current_actor()))


def own_unit() -> OrgUnit:
    """The unit in whose name the actor nominates."""
    unit = queries.nominating_unit(current_actor())
    if unit is None:
        raise Forbidden
    return unit


def head(run: CourseRun) -> list[tuple[str, str]]:
    """What one needs to know of a run to nominate for it, beside its name."""
    facts = [
        ("calendar", dates(run)),
        ("map-pin", where(run).name_in(language())),
        ("users", _seats_left(run)),
        ("clock", _until(run.nominations_until)),
        ("book", _asked_first(run.course)),
    ]
    return [(picture, text) for picture, text in facts if text]


def _seats_left(run: CourseRun) -> str:
    left = run.capacity - run.seats_taken
    if left <= 0:
        return _("Full: those you send may get a place on the waiting list")
    return _n("%(count)s seat left", "%(count)s seats left", left)


def _asked_first(course: Course) -> str:
    names = asked_for(course)
    return _("To be completed first: %(courses)s", courses=names) if names else ""


def _until(day: date | None) -> str:
    return _("Nominations until %(date)s", date=date_text(day)) if day else ""
