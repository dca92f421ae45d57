"""A coordinator's staff: which centre is trained in which course, and who is not trained yet."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lms.figures import policy
from lms.figures.models import ALL_COURSES, Basis
from lms.figures.queries import places
from lms.figures.queries import staff as queries
from lms.figures.rules import Level, Question
from lms.figures.views.asked import can_open, unchanged, urls_of_places
from lms.figures.views.blueprint import bp
from lms.figures.views.heat import Grid, grid
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person
from lms.people.policy import EXPORT
from lms.people.queries import by_name
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.i18n import _, language, preferences
from lms.platform.i18n.numbers import number
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.remembered import remembered
from lms.platform.statements import kept

MOST_PLACES = 40
MOST_COURSES = 8


@bp.get("/figures/my-staff")
@requires(policy.VIEW_ROWS)
def my_staff() -> ResponseReturnValue:
    viewer = current_actor()
    unit = one_or_404(places.scope(viewer, request.args.get("unit")))
    courses = places.courses(unit)
    filters = _filters(courses)
    asked = Listing("question", "", select(OrgUnit), (), filters=filters).asked
    course_id = asked.values["course"][0] if "course" in asked.values else ALL_COURSES
    query = kept("staff", lambda: queries.staff(unit, course_id), unit.id, course_id)
    if "trained" in asked.values:
        trained = queries.is_trained(course_id)
        query = query.where(trained if asked.values["trained"][0] == "yes" else ~trained)
    listing = Listing(
        "staff",
        _("Staff"),
        query,
        _columns(query.selected_columns["completions"]),
        filters=filters,
        default_sort="name",
        exporting=EXPORT,
        empty=Empty(
            _("No staff are recorded here yet"),
            _("Load them from a sheet, or add them one by one."),
            url_for("people.people") if can_open("people.people", "people.manage") else "",
            _("People"),
            "users",
        ),
        keep=("unit",),
    )
    everybody, trained_count = queries.headcounts(unit)
    return listing.respond(
        "figures/my_staff.html",
        unit=unit,
        everybody=everybody,
        trained=trained_count,
        heat=_heat(unit, courses),
        nominate_url=url_for("enrolment.nominate")
        if can_open("enrolment.nominate", "enrolment.nominate")
        else None,
    )


def _filters(courses: list[tuple[int, str]]) -> tuple[Filter, ...]:
    trained = [("no", _("Not trained yet")), ("yes", _("Trained"))]
    return (
        Filter("course", _("Course"), courses, apply=unchanged, all_label=_("Any course")),
        Filter("trained", _("Trained?"), trained, apply=unchanged, all_label=_("Everybody")),
    )


def _columns(completions: object) -> list[Column]:
    opens = can_open("people.person", "people.view")
    return [
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort=(*by_name(), Person.id),
            url=row_links("people.person", person_id=lambda row: row.person_id) if opens else None,
        ),
        Column(
            "unit",
            _("Place"),
            lambda row: row.place,
            sort=sort_column(OrgUnit, language()),
        ),
        Column("job", _("Job"), lambda row: row.job_title, sort=Affiliation.job_title),
        Column(
            "completions",
            _("Completions"),
            lambda row: row.completions,
            kind="number",
            sort=completions,
        ),
    ]


def _heat(unit: OrgUnit, courses: list[tuple[int, str]]) -> Grid:
    key = ("grid of staff", unit.id, preferences(), clock.today())
    return remembered(key, lambda: _grid(unit, courses))


def _grid(unit: OrgUnit, courses: list[tuple[int, str]]) -> Grid:
    counts = queries.by_course(unit)
    completed = {course_id for _place, course_id in counts}
    return grid(
        [
            (place, _("%(place)s (%(count)s)", place=place.name, count=number(place.staff)))
            for place in queries.sizes(unit, MOST_PLACES)
        ],
        [course for course in courses if course[0] in completed][:MOST_COURSES],
        counts,
        lambda course_id: urls_of_places(
            "figures.people", Question(unit, Level.CENTRE, Basis.NOW, course_id=course_id)
        ),
        adds_up=False,
    )
