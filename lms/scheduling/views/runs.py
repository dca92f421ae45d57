"""The list of course runs."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from lms.organisation.models import OrgUnit
from lms.planning.models import Course
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, language
from lms.platform.i18n.dates import explained, range_text
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling import policy, queries
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import choices
from lms.scheduling.rules import STATES
from lms.scheduling.views.blueprint import bp


@bp.get("/runs")
@requires(policy.VIEW, policy.VIEW_OWN)
def runs() -> ResponseReturnValue:
    viewer = current_actor()
    today = queries.today_of(viewer)
    state = queries.state_on(today)
    listing = Listing(
        "runs",
        _("Course runs"),
        kept("runs", lambda: queries.run_rows(viewer, state), today, viewer=viewer),
        _columns(),
        filters=(
            Filter("state", _("State"), STATES.items(), apply=lambda q, v: q.where(state == v)),
            Filter(
                "centre",
                _("Centre"),
                lambda: rows(
                    kept("centres", lambda: choices.centres_with_runs(viewer), viewer=viewer)
                ),
                apply=lambda q, v: q.where(CourseRun.unit_id == v),
            ),
            Filter(
                "course",
                _("Course"),
                lambda: rows(
                    kept("courses", lambda: choices.courses_with_runs(viewer), viewer=viewer)
                ),
                apply=lambda q, v: q.where(CourseRun.course_id == v),
            ),
        ),
        search=lambda query, text: query.where(queries.matching(text)),
        search_label=_("Code, course or centre"),
        default_sort="-dates",
        empty=_empty(viewer.has(policy.MANAGE)),
    )
    return listing.respond("scheduling/runs.html", may_plan=viewer.has(policy.MANAGE))


def _columns() -> list[Column]:
    reader = language()
    words = {state: str(word) for state, word in STATES.items()}
    return [
        Column(
            "course",
            _("Course"),
            lambda run: run.course,
            sort=sort_column(Course, reader),
            url=row_links(".run", code=lambda run: run.code),
        ),
        Column("code", _("Code"), lambda run: run.code, kind="code", sort=CourseRun.code),
        Column("centre", _("Centre"), lambda run: run.centre, sort=sort_column(OrgUnit, reader)),
        Column("dates", _("Dates"), _dates, sort=CourseRun.starts_on, export=False),
        Column("starts_on", _("First day"), lambda run: run.starts_on, kind="date", screen=False),
        Column("ends_on", _("Last day"), lambda run: run.ends_on, kind="date", screen=False),
        Column(
            "taken",
            _("Seats taken"),
            lambda run: run.seats_taken if run.capacity else None,
            kind="number",
            sort=CourseRun.seats_taken,
            total=func.sum(CourseRun.seats_taken),
        ),
        Column(
            "capacity",
            _("Seats"),
            lambda run: run.capacity or None,
            kind="number",
            sort=CourseRun.capacity,
            total=func.sum(CourseRun.capacity),
        ),
        Column(
            "state",
            _("State"),
            lambda run: words[run.state],
            kind="badge",
            badge=lambda run: run.state.value,
        ),
    ]


def _dates(run: Any) -> str:
    if run.starts_on is None:
        return _("Not stated")
    return explained(range_text(run.starts_on, run.ends_on or run.starts_on, "medium"))


def _empty(may_plan: bool) -> Empty:
    if not may_plan:
        return Empty(_("No course runs yet"), icon="school")
    return Empty(
        _("No course runs yet"),
        _("A run offers a course at a centre, with or without dates."),
        url_for(".new_run"),
        _("New course run"),
        "school",
    )
