"""One week of a centre: what is held in its rooms, by its trainers and for its runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms.organisation.models import OrgUnit, Room, UnitKind, Venue
from lms.organisation.queries import subtree_ids
from lms.people.models import Person
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import sort_column
from lms.scheduling import policy
from lms.scheduling.models import ClashOverride, CourseRun, TrainerAssignment, TrainingSession
from lms.scheduling.queries.clashes import booked


def centres(viewer: Actor) -> Select[OrgUnit]:
    """The places in the viewer's scope that have rooms or deliver courses."""
    with_rooms = select(Venue.unit_id)
    return (
        select(OrgUnit)
        .options(joinedload(OrgUnit.country))
        .where(
            OrgUnit.id.in_(viewer.units_where(policy.VIEW)),
            or_(OrgUnit.kind == UnitKind.TRAINING_CENTRE, OrgUnit.id.in_(with_rooms)),
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )


def week(
    centre: OrgUnit,
    since: datetime,
    until: datetime,
    rooms: Iterable[Room],
    trainers: Iterable[Person],
) -> list[TrainingSession]:
    """The sessions between two instants that concern the centre."""
    given = select(TrainerAssignment.session_id).where(
        TrainerAssignment.person_id.in_([trainer.id for trainer in trainers])
    )
    query = (
        booked(since, until)
        .where(
            or_(
                CourseRun.unit_id.in_(subtree_ids(centre.id)),
                TrainingSession.room_id.in_([room.id for room in rooms]),
                TrainingSession.id.in_(given),
            )
        )
        .options(
            joinedload(TrainingSession.room),
            selectinload(TrainingSession.assignments).joinedload(TrainerAssignment.person),
        )
    )
    return list(db.session.scalars(query).unique())


def visible_runs(viewer: Actor, sessions: Iterable[TrainingSession]) -> set[int]:
    """The ids of those runs that the viewer may open."""
    ids = {session.course_run_id for session in sessions}
    query = select(CourseRun.id).where(CourseRun.id.in_(ids), policy.visible_to(viewer))
    return set(db.session.scalars(query))


def overrides(sessions: Iterable[TrainingSession]) -> dict[frozenset[int], str]:
    """Why two sessions were planned over each other, by the pair."""
    ids = [session.id for session in sessions]
    query = select(ClashOverride).where(ClashOverride.session_id.in_(ids))
    return {
        frozenset({one.session_id, one.other_session_id}): one.reason
        for one in db.session.scalars(query)
    }
