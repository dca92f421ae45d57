"""Who sees certificates and training records, who issues, who takes back.

A delivering centre sees its runs; the unit somebody belonged to at enrolment sees what it sent them to; the unit they
belong to now sees everything; a trainee sees their own.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select

from lms.certificates.models import Certificate
from lms.enrolment.models import Enrolment
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.access import Actor, Permission, is_among
from lms.platform.db import db
from lms.platform.i18n import _l
from lms.scheduling.models import CourseRun

VIEW = Permission("certificates.view", _l("See certificates and training records"))
ISSUE = Permission("certificates.issue", _l("Issue certificates"))
REVOKE = Permission("certificates.revoke", _l("Revoke, restore and correct certificates"))
MANAGE_BODIES = Permission(
    "certificates.manage_bodies", _l("Set up who issues certificates, and how")
)
OWN_RECORD = Permission("certificates.own_record", _l("See one's own training record"))


def enrolment_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The enrolments whose results the actor may read."""
    if actor.has(VIEW):
        scope = actor.units_where(VIEW)
        delivered = select(CourseRun.id).where(CourseRun.unit_id.in_(scope))
        top = actor.is_at_top
        return or_(
            is_among(Enrolment.course_run_id, delivered, row_by_row=top),
            Enrolment.unit_id.in_(scope),
            is_among(Enrolment.person_id, _staff_of(scope), row_by_row=top),
        )
    if actor.has(OWN_RECORD) and actor.person_id is not None:
        return Enrolment.person_id == actor.person_id
    return false()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The certificates that the actor may read."""
    if actor.has(OWN_RECORD) and actor.person_id is not None and not actor.has(VIEW):
        return Certificate.person_id == actor.person_id
    seen = select(Enrolment.id).where(enrolment_visible_to(actor))
    return is_among(Certificate.enrolment_id, seen, row_by_row=actor.is_at_top)


def can_view(actor: Actor, certificate: Certificate) -> bool:
    enrolment = certificate.enrolment
    if actor.has(VIEW):
        units = {enrolment.run.unit_id, enrolment.unit_id, *_workplaces(enrolment.person_id)}
        return any(actor.may(VIEW, at_unit=unit) for unit in units if unit is not None)
    return actor.has(OWN_RECORD) and actor.person_id == certificate.person_id


def person_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The people of whose record the actor may read at least a part."""
    if actor.has(VIEW):
        known = select(Enrolment.person_id).where(enrolment_visible_to(actor))
        return or_(Person.id.in_(_staff_of(actor.units_where(VIEW))), Person.id.in_(known))
    if actor.has(OWN_RECORD) and actor.person_id is not None:
        return Person.id == actor.person_id
    return false()


def run_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The runs whose certificates the actor may look through as a whole."""
    return CourseRun.unit_id.in_(actor.units_where(VIEW))


def can_view_run(actor: Actor, run: CourseRun) -> bool:
    return actor.may(VIEW, at_unit=run.unit_id)


def can_issue(actor: Actor, run: CourseRun) -> bool:
    return actor.may(ISSUE, at_unit=run.unit_id)


def can_change(actor: Actor, certificate: Certificate) -> bool:
    """Whether the actor may revoke, restore or correct it: the centre that gave the run."""
    return actor.may(REVOKE, at_unit=certificate.enrolment.run.unit_id)


def body_visible_to(actor: Actor) -> Select[int]:
    """The units at which the actor may set up issuing."""
    return actor.units_where(MANAGE_BODIES)


def _staff_of(scope: Select[int]) -> Select[int]:
    today = clock.today()
    return select(Affiliation.person_id).where(
        Affiliation.unit_id.in_(scope),
        or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= today),
        or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= today),
    )


def _workplaces(person_id: int) -> list[int]:
    today = clock.today()
    current = select(Affiliation.unit_id).where(
        Affiliation.person_id == person_id,
        or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= today),
        or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= today),
    )
    return list(db.session.scalars(current))
