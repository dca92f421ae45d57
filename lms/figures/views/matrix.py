"""A programme place by track, as its pilots are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.figures import policy
from lms.figures.queries.matrix import Cell, Matrix, matrix
from lms.figures.veil import veiled
from lms.figures.views.asked import can_open
from lms.figures.views.blueprint import bp
from lms.organisation.models import OrgUnit
from lms.planning import queries as planning
from lms.planning.models import Programme, Track
from lms.planning.rules import stated
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import _, language
from lms.platform.i18n.numbers import number

Show = Callable[..., int]
"""A number of people as the reader sees it."""


@dataclass(frozen=True)
class Shown:
    """A cell in words: its number, who says so, how far it is, and where it opens."""

    number: str
    by: str
    level: int
    label: str
    url: str | None


@dataclass(frozen=True)
class Row:
    """One place with its cells, and its different people over all tracks."""

    name: str
    cells: list[Shown]
    done: str
    completions: int
    people: int


@bp.get("/programmes/<string:code>/matrix")
@requires(policy.VIEW)
def programme_matrix(code: str) -> ResponseReturnValue:
    viewer = current_actor()
    programme = one_or_404(planning.programme(code, viewer=viewer))
    found = matrix(programme, viewer)
    exact = viewer.has(policy.EXACT)

    def shown(count: int, what: str, *cell: int) -> int:
        return count if exact else veiled(count, what, programme.id, *cell)

    return render_template(
        "figures/matrix.html",
        programme=programme,
        matrix=found,
        rows=[_row(place, programme, found, shown) for place in found.places],
        completions=shown(found.all_completions, "completions"),
        people=shown(found.all_people, "people"),
        is_exact=exact,
        stated=[
            (one, stated(one))
            for one in db.session.scalars(planning.figures_of_programme(programme))
        ],
        programme_url=url_for("planning.programme", code=code)
        if can_open("planning.programme", "planning.view")
        else None,
    )


def _row(place: OrgUnit, programme: Programme, found: Matrix, shown: Show) -> Row:
    cells = [(track, found.cell(place, track.id)) for track in programme.tracks]
    return Row(
        name=place.name_in(language()),
        cells=[_shown(place, track, cell, shown) for track, cell in cells],
        done=_(
            "%(done)s of %(count)s",
            done=number(sum(cell.is_done for _track, cell in cells)),
            count=number(len(cells)),
        ),
        completions=shown(sum(cell.completions for _track, cell in cells), "completions", place.id),
        people=shown(found.people.get(place.id, 0), "people", place.id),
    )


def _shown(place: OrgUnit, track: Track, cell: Cell, shown: Show) -> Shown:
    count, by = _number(cell, shown(cell.people, "people", place.id, track.id))
    state = _state(cell)
    return Shown(
        number=count,
        by=by,
        level=4 if cell.is_done else 1 if cell.runs else 0,
        label=_(
            "%(place)s, %(track)s: %(state)s, %(count)s %(by)s",
            place=place.name_in(language()),
            track=track.name_in(language()),
            state=state,
            count=count,
            by=by,
        ),
        url=_url(cell),
    )


def _number(cell: Cell, people: int) -> tuple[str, str]:
    """What was counted; where nothing was, what was stated."""
    if people:
        return number(people), _("counted")
    for figure in cell.stated:
        if figure.value is not None:
            return number(figure.value), _("stated")
    return "–", _("number not stated") if cell.is_done else ""


def _state(cell: Cell) -> str:
    if cell.is_done:
        return _("done")
    return _("not done yet") if cell.runs else _("not planned")


def _url(cell: Cell) -> str | None:
    if not cell.runs or not can_open("scheduling.run", "scheduling.view"):
        return None
    return url_for("scheduling.run", code=cell.runs[0].code)
