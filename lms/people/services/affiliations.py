"""Where a person works: beginning, ending, moving on. History is kept."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Select, or_, select

from lms.audit import services as audit
from lms.organisation.models import OrgUnit
from lms.people.errors import (
    AlreadyEnded,
    AlreadyThere,
    EndsBeforeStart,
    MovesBeforeStart,
    PlaceClosed,
)
from lms.people.models import Affiliation, Person
from lms.people.services.holding import hold
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db


def affiliate(
    person: Person, unit: OrgUnit, job_title: str | None, starts_on: date | None, by: Actor
) -> Affiliation:
    """Record that a person works at a unit; beside a main place of work this is a further one.

    Asked twice for the same, it gives what was recorded first.
    """
    day = starts_on or clock.today()
    if not unit.is_open_on(day):
        raise PlaceClosed
    # Two who ask at once must not both find no main place of work.
    hold(person)
    open_ones = list(db.session.scalars(_open(person, day)))
    for there in open_ones:
        if there.unit_id == unit.id:
            if (there.job_title, there.starts_on) == (job_title or None, starts_on):
                return there
            raise AlreadyThere
    place = Affiliation(
        person=person,
        unit=unit,
        job_title=job_title or None,
        starts_on=starts_on,
        is_primary=not any(place.is_primary and place.ends_on is None for place in open_ones),
    )
    db.session.add(place)
    db.session.flush()
    audit.record("affiliation.begin", actor=by, subject=place, unit_id=unit.id)
    return place


def end_affiliation(affiliation: Affiliation, on: date, by: Actor) -> None:
    """Record the last day at a place of work."""
    if affiliation.ends_on is not None and affiliation.ends_on < clock.today():
        raise AlreadyEnded
    if affiliation.starts_on is not None and on < affiliation.starts_on:
        raise EndsBeforeStart
    affiliation.ends_on = on
    db.session.flush()
    audit.record(
        "affiliation.end",
        actor=by,
        subject=affiliation,
        unit_id=affiliation.unit_id,
        details={"ends_on": on.isoformat()},
    )


def transfer(
    person: Person, unit: OrgUnit, job_title: str | None, on: date, by: Actor
) -> Affiliation:
    """Move a person to another main place of work: the old one ends the day before."""
    main = db.session.scalar(_open(person, on).where(Affiliation.is_primary))
    if main is not None:
        if main.unit_id == unit.id:
            raise AlreadyThere
        if main.starts_on is not None and on <= main.starts_on:
            raise MovesBeforeStart
        end_affiliation(main, on - timedelta(days=1), by)
    return affiliate(person, unit, job_title, on, by)


def _open(person: Person, on: date) -> Select[Affiliation]:
    return (
        select(Affiliation)
        .where(
            Affiliation.person_id == person.id,
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= on),
        )
        .order_by(Affiliation.is_primary.desc(), Affiliation.id)
    )
