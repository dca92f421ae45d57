"""The register of those who give courses."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit import services as audit
from lms.organisation.models import OrgUnit
from lms.people.models import Person, Trainer
from lms.people.services.holding import hold
from lms.platform.access import Actor
from lms.platform.db import db


def register_trainer(person: Person, unit: OrgUnit, by: Actor) -> Trainer:
    """Record that a person gives courses for a centre; again after an end, it is taken up anew."""
    hold(person)
    trainer = Trainer(person=person, unit=unit)
    try:
        with db.session.begin_nested():
            db.session.add(trainer)
    except IntegrityError:
        known = select(Trainer).filter_by(person_id=person.id, unit_id=unit.id)
        trainer = db.session.scalars(known).one()
        if trainer.ends_on is None:
            return trainer
        trainer.ends_on = None
        db.session.flush()
    audit.record("trainer.register", actor=by, subject=trainer, unit_id=unit.id)
    return trainer


def end_trainer(trainer: Trainer, on: date, by: Actor) -> None:
    """Record the last day on which the person gives courses for the centre."""
    if trainer.ends_on == on:
        return
    trainer.ends_on = on
    db.session.flush()
    audit.record("trainer.end", actor=by, subject=trainer, unit_id=trainer.unit_id)
