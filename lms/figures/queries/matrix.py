"""A programme place by track: which cells are done, how many people, and who says so."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from lms.figures import policy
from lms.organisation.models import OrgUnit, UnitAncestor
from lms.outcomes.models import Completion
from lms.planning.models import Course, Programme, StatedFigure
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.scheduling.models import CourseRun, RunState


@dataclass
class Cell:
    """One place in one track."""

    runs: list[CourseRun] = field(default_factory=list)
    completions: int = 0
    people: int = 0
    stated: list[StatedFigure] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether there is a run, and every run is closed."""
        return bool(self.runs) and all(run.state is RunState.CLOSED for run in self.runs)


@dataclass(frozen=True)
class Matrix:
    """The places of a programme, by name, and a cell for each place and track."""

    places: list[OrgUnit]
    cells: dict[tuple[int, int], Cell]
    people: dict[int, int]
    """The different people of each place, over all tracks."""
    all_completions: int
    all_people: int
    tracks: int

    @property
    def done(self) -> int:
        return sum(cell.is_done for cell in self.cells.values())

    @property
    def size(self) -> int:
        return len(self.places) * self.tracks

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.done, self.size) if self.size else None

    def cell(self, place: OrgUnit, track_id: int) -> Cell:
        return self.cells.get((place.id, track_id)) or Cell()


def matrix(programme: Programme, viewer: Actor) -> Matrix:
    """The whole of it, as far as the viewer reads the figures of the places or of the centres that train there."""
    runs = _runs(programme, viewer)
    cells: dict[tuple[int, int], Cell] = defaultdict(Cell)
    places: dict[int, OrgUnit] = {}
    for run in runs:
        place = run.site_unit or run.unit
        places[place.id] = place
        cells[place.id, _track(run)].runs.append(run)
    everybody, of_place = _count(runs, cells)
    _add_stated(programme, places, cells)
    reader = language()
    return Matrix(
        places=sorted(places.values(), key=lambda unit: (getattr(unit, f"sort_{reader}"), unit.id)),
        cells=dict(cells),
        people=of_place,
        all_completions=sum(cell.completions for cell in cells.values()),
        all_people=everybody,
        tracks=len(programme.tracks),
    )


def _track(run: CourseRun) -> int:
    track_id = run.course.track_id
    if track_id is None:
        raise ValueError(f"{run.code} is in no track")
    return track_id


def _runs(programme: Programme, viewer: Actor) -> list[CourseRun]:
    scope = viewer.units_where(policy.VIEW)
    query = (
        select(CourseRun)
        .join(Course, Course.id == CourseRun.course_id)
        .options(
            joinedload(CourseRun.course),
            joinedload(CourseRun.unit),
            joinedload(CourseRun.site_unit),
        )
        .where(
            Course.programme_id == programme.id,
            Course.track_id.is_not(None),
            CourseRun.state != RunState.CANCELLED,
            or_(CourseRun.unit_id.in_(scope), CourseRun.site_unit_id.in_(scope)),
        )
        .order_by(CourseRun.id)
    )
    return list(db.session.scalars(query))


def _count(runs: list[CourseRun], cells: dict[tuple[int, int], Cell]) -> tuple[int, dict[int, int]]:
    """Completions and different people of each cell; returns the people in all, and of each place."""
    where = {run.id: ((run.site_unit or run.unit).id, _track(run)) for run in runs}
    query = select(Completion.course_run_id, Completion.person_id).where(
        Completion.course_run_id.in_(where)
    )
    people: dict[tuple[int, int], set[int]] = defaultdict(set)
    for run_id, person_id in db.session.execute(query):
        cells[where[run_id]].completions += 1
        people[where[run_id]].add(person_id)
    of_place: dict[int, set[int]] = defaultdict(set)
    for (place_id, track_id), found in people.items():
        cells[place_id, track_id].people = len(found)
        of_place[place_id] |= found
    everybody: set[int] = set().union(*of_place.values())
    return len(everybody), {place_id: len(found) for place_id, found in of_place.items()}


def _add_stated(
    programme: Programme, places: dict[int, OrgUnit], cells: dict[tuple[int, int], Cell]
) -> None:
    """What others announced of one course in one place, or in a body of that place."""
    query = (
        select(StatedFigure, UnitAncestor.ancestor_id, Course.track_id)
        .join(Course, Course.id == StatedFigure.course_id)
        .join(UnitAncestor, UnitAncestor.unit_id == StatedFigure.unit_id)
        .where(
            Course.programme_id == programme.id,
            Course.track_id.is_not(None),
            UnitAncestor.ancestor_id.in_(places),
            StatedFigure.measure == "people",
        )
        .order_by(StatedFigure.id)
    )
    for figure, place_id, track_id in db.session.execute(query):
        if track_id is not None:
            cells[place_id, track_id].stated.append(figure)
