"""What was done, as far as the viewer may read it, and which of the records it was done to they may open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    inspect,
    literal,
    or_,
    select,
    union_all,
)

from lms.accounts import policy as accounts
from lms.accounts.models import UserAccount
from lms.accounts.queries import named
from lms.audit.models import AuditEvent, AuditLink
from lms.certificates import policy as certificates
from lms.certificates.models import Certificate
from lms.home.policy import visible_to
from lms.organisation import policy as organisation
from lms.organisation.models import OrgUnit
from lms.people import policy as people
from lms.people.models import Person
from lms.planning import policy as planning
from lms.planning.models import Course, Programme
from lms.platform.access import Actor, Permission
from lms.platform.remembered import rows
from lms.platform.statements import kept
from lms.scheduling import policy as scheduling
from lms.scheduling.models import CourseRun, TrainingSession


def events(viewer: Actor) -> Select[*tuple[Any, ...]]:
    """What was done, as plain values, the latest first."""
    columns = [getattr(AuditEvent, one.key) for one in inspect(AuditEvent).column_attrs]
    return select(*columns).where(visible_to(viewer)).order_by(AuditEvent.id.desc())


def event(event_id: int, viewer: Actor) -> Select[AuditEvent, AuditLink]:
    """One of them with its place in the chain."""
    return (
        select(AuditEvent, AuditLink)
        .outerjoin(AuditLink, AuditLink.event_id == AuditEvent.id)
        .where(AuditEvent.id == event_id, visible_to(viewer))
    )


def meant(text: str) -> ColumnElement[bool]:
    """Whether an event is meant by a text: who did it, by name or email, or the id of its request."""
    who = select(UserAccount.id).where(named(text))
    return or_(AuditEvent.actor_user_id.in_(who), AuditEvent.request_id == text.strip())


class _Screen(NamedTuple):
    """Where records of a table are shown: the right it takes, the rows in sight, and by what they are addressed."""

    permission: Permission
    visible: Callable[[Actor], ColumnElement[bool]]
    id: Any
    key: Any


def _session_in_sight(viewer: Actor) -> ColumnElement[bool]:
    runs = select(CourseRun.id).where(scheduling.visible_to(viewer))
    return TrainingSession.course_run_id.in_(runs)


_code_of_its_run = (
    select(CourseRun.code)
    .where(CourseRun.id == TrainingSession.course_run_id)
    .correlate(TrainingSession)
    .scalar_subquery()
)
_SCREENS = {
    "certificate": _Screen(
        certificates.VIEW, certificates.visible_to, Certificate.id, Certificate.serial
    ),
    "course": _Screen(planning.VIEW, planning.courses_visible_to, Course.id, Course.code),
    "course_run": _Screen(scheduling.VIEW, scheduling.visible_to, CourseRun.id, CourseRun.code),
    "org_unit": _Screen(organisation.VIEW, organisation.visible_to, OrgUnit.id, OrgUnit.code),
    "person": _Screen(people.VIEW, people.visible_to, Person.id, Person.id),
    "programme": _Screen(
        planning.VIEW, planning.programmes_visible_to, Programme.id, Programme.code
    ),
    "training_session": _Screen(
        scheduling.VIEW, _session_in_sight, TrainingSession.id, _code_of_its_run
    ),
    "user_account": _Screen(accounts.MANAGE, accounts.visible_to, UserAccount.id, UserAccount.id),
}


def keys_in_sight(
    subjects: Mapping[str, Collection[int]], viewer: Actor
) -> dict[tuple[str, int], str]:
    """Of these records, by table and id, those that the viewer may open, with what addresses them; one query."""
    tables = tuple(
        table
        for table, screen in _SCREENS.items()
        if subjects.get(table) and viewer.has(screen.permission)
    )
    if not tables:
        return {}
    query = kept("keys in sight", lambda: _keys_in_sight(tables, viewer), tables, viewer=viewer)
    asked = {table: tuple(sorted(subjects[table])) for table in tables}
    return {(table, row_id): key for table, row_id, key in rows(query, asked)}


def _keys_in_sight(tables: Sequence[str], viewer: Actor) -> Select[str, int, str]:
    asked = [(table, _SCREENS[table]) for table in tables]
    found = union_all(
        *(
            select(
                literal(table, String).label("table"),
                cast(screen.id, Integer).label("id"),
                cast(screen.key, String).label("key"),
            ).where(screen.id.in_(bindparam(table, expanding=True)), screen.visible(viewer))
            for table, screen in asked
        )
    ).subquery()
    return select(found.c.table, found.c.id, found.c.key)
