"""What is behind a number: the completions, the people, the seats, and whose sheets they are on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from lms.figures import policy
from lms.figures.queries import rows as queries
from lms.figures.queries import runs
from lms.figures.views.asked import KEPT, Report, can_open, number_asked, report
from lms.figures.views.blueprint import bp
from lms.outcomes.models import Completion
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.people.queries import by_name, main_places
from lms.planning.models import Course
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, language
from lms.platform.links import STAND_IN, addresses
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun


@bp.get("/figures/rows")
@requires(policy.VIEW_ROWS)
def rows() -> ResponseReturnValue:
    """The completions behind a number; each leads to the attendance of its run."""
    viewer = current_actor()
    asked = report(viewer, with_plan=True, with_part=True)
    question = asked.question
    query = kept(
        "completions",
        lambda: queries.completions(question, viewer),
        question.key,
        viewer=viewer,
    )
    person_id = number_asked("person")
    listing = Listing(
        "completions",
        _("Completions"),
        query if person_id is None else query.where(Completion.person_id == person_id),
        _completion_columns(),
        filters=asked.filters,
        default_sort="-date",
        exporting=EXPORT,
        empty=_nothing(),
        keep=(*KEPT, "person"),
    )
    return listing.respond(
        "figures/behind.html",
        report=asked,
        title=_("Completions"),
        unnamed=None,
        out_of_sight=queries.out_of_sight(question, viewer),
    )


@bp.get("/figures/people")
@requires(policy.VIEW_ROWS)
def people() -> ResponseReturnValue:
    """The people behind a number, each once."""
    viewer = current_actor()
    asked = report(viewer, with_plan=True, with_part=True)
    question = asked.question
    query = kept(
        "people counted", lambda: queries.people(question, viewer), question.key, viewer=viewer
    )
    listing = Listing(
        "people",
        _("Trained people"),
        query,
        _people_columns(asked, query.selected_columns["completions"]),
        filters=asked.filters,
        default_sort="name",
        exporting=EXPORT,
        empty=_nothing(),
        keep=KEPT,
        prepare=_with_places,
    )
    return listing.respond(
        "figures/behind.html",
        report=asked,
        title=_("Trained people"),
        unnamed=None,
        out_of_sight=queries.out_of_sight(question, viewer),
    )


@bp.get("/figures/seats")
@requires(policy.VIEW_ROWS)
def seats() -> ResponseReturnValue:
    """The seats that were taken, or with `?took_part=1` those whose holder came."""
    viewer = current_actor()
    asked = report(viewer, with_plan=True, with_part=True)
    question, took_part = asked.question, bool(request.args.get("took_part"))
    title = _("Took part") if took_part else _("Enrolled")
    listing = Listing(
        "seats",
        title,
        kept(
            "seats",
            lambda: queries.enrolments(question, viewer, took_part=took_part),
            question.key,
            took_part,
            viewer=viewer,
        ),
        _seat_columns(),
        filters=asked.filters,
        default_sort="run",
        exporting=EXPORT,
        empty=_nothing(),
        keep=(*KEPT, "took_part"),
    )
    unnamed = runs.unnamed(asked.question) if took_part else None
    return listing.respond(
        "figures/behind.html", report=asked, title=title, unnamed=unnamed, out_of_sight=0
    )


def _nothing() -> Empty:
    return Empty(_("Nothing is counted here"), icon="search")


def _completion_columns() -> list[Column]:
    return [
        *_seat_columns(),
        Column(
            "date",
            _("Completed on"),
            lambda row: row.completed_on,
            kind="date",
            sort=Completion.completed_on,
        ),
    ]


def _seat_columns() -> list[Column]:
    """Who, and the run with the way to its sign-in sheets."""
    sheets = "attendance.run_attendance"
    sheet = addresses(sheets, "code") if can_open(sheets, "attendance.view") else None
    return [
        _name(),
        Column("unit", _("Worked then at"), lambda row: row.worked_at),
        Column("course", _("Course"), lambda row: row.course, sort=sort_column(Course, language())),
        Column(
            "run",
            _("Sign-in sheets of"),
            lambda row: row.run,
            kind="code",
            sort=CourseRun.code,
            url=lambda row: sheet(row.run) if sheet and row.has_sheet else None,
        ),
        Column("centre", _("Centre"), lambda row: row.centre),
    ]


class Trained(NamedTuple):
    """Somebody who is counted, and where they work now."""

    id: int
    name: str
    completions: int
    place: str


def _with_places(batch: list[Any]) -> Iterator[Trained]:
    places = main_places([row.id for row in batch])
    for person_id, name, completions in batch:
        place = places.get(person_id)
        yield Trained(person_id, name, completions, place.name if place else "")


def _people_columns(asked: Report, completions: Any) -> list[Column]:
    rows_url = asked.url("figures.rows", person=STAND_IN).rpartition(str(STAND_IN))
    return [
        _name(url=lambda row: str(row.id).join(rows_url[::2])),
        Column("unit", _("Works now at"), lambda row: row.place),
        Column(
            "completions",
            _("Completions"),
            lambda row: row.completions,
            kind="number",
            sort=completions,
            total=func.sum(completions),
        ),
    ]


def _name(url: Callable[[Any], str | None] | None = None) -> Column:
    sort = (*by_name(), Person.id)
    return Column("name", _("Name"), lambda row: row.name, sort=sort, url=url)
