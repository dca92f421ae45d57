"""Everything that is kept about one person, table by table, for that person to have.

Each table is either read here or named in `LEFT_OUT` with its reason; a test fails for a table that is neither.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, or_, select

from lms.accounts.models import UserAccount
from lms.attendance.models import AttendanceEntry
from lms.audit.models import AuditEvent
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.people.queries import mobiles
from lms.people.rules import NATIONAL_ID
from lms.planning.models import Course
from lms.platform import crypto
from lms.platform.db import Base, db
from lms.scheduling.models import CourseRun, TrainingSession

Row = dict[str, Any]


class Subject(NamedTuple):
    """Whose data it is: a record of a person, an account, or both."""

    person: Person | None
    account: UserAccount | None


BY_PERSON = (
    "affiliation",
    "trainer",
    "nomination",
    "prerequisite_waiver",
    "enrolment",
    "trainer_assignment",
    "certificate",
    "completion",
    "objection",
)
"""Their rows name the person."""

BY_ENROLMENT = ("attendance_entry", "score_entry", "outcome")
"""Their rows name one of the person's places on a roster."""

BY_ACCOUNT = (
    "role_grant",
    "sign_in",
    "authenticator",
    "external_identity",
    "recovery_code",
    "outside_look",
    "account_link",
)
"""Their rows name the account."""

OTHERWISE = ("person", "user_account", "audit_event", "outgoing_message", "job", "erasure_request")
"""Each has a way of its own, below."""

LEFT_OUT = {
    "person_token": "the words of the name, by which it is found",
    "person_pair": "whose names resemble the person's: the record of changes says who was told apart",
    "trained_person": "which counts the person is in; worked out from the completions",
    "pending_sign_in": "a sign-in that waits for its second step, for minutes",
    "roster_import": "files that the account loaded: who loads them is in the record of changes",
    "roster_row": "rows of files about people who are not known yet",
    "headcount": "counts that the account wrote down: the record of changes says so",
    "hours_waiver": "decisions about runs: the record of changes says so",
    "late_change": "which marks were written late: the marks themselves are handed out",
    "reopening": "sheets that the account reopened: the record of changes says so",
    "run_message": "messages that the account wrote to runs: the record of changes says so",
    "issue_list": "lists that the account prepared or decided: the record of changes says so",
    "clash_override": "decisions about sessions: the record of changes says so",
    "person_merge": "which records were one person's: the record of changes says so",
}
"""Tables that name people or accounts and are not handed out, with the reason."""

HIDDEN = frozenset(
    {
        "token_hash",
        "password_hash",
        "code_hash",
        "sealed_secret",
        "sealed_text",
        "national_id_sealed",
        "national_id_hash",
        "fingerprint",
        "sort_key",
        "folded_name",
        "name_key",
        "folded_names",
        "last_step",
        "is_demo",
        "sealed_sha256",
    }
)
"""Secrets, and what is worked out from what is handed out."""

OTHERS = frozenset(
    {
        "actor_user_id",
        "actor_label",
        "request_id",
        "recorded_by_id",
        "recorded_for_id",
        "settled_by_id",
        "filed_by_id",
        "decided_by_id",
        "issued_by_id",
        "revoked_by_id",
        "nominated_by_id",
        "waived_by_id",
        "granted_by_id",
        "entered_by_id",
        "entered_for_id",
    }
)
"""Who acted is another person's data."""


def kept_about(subject: Subject) -> Row:
    """All of it, section by section; each section is the name of a table, each key that of a column."""
    sections: Row = {}
    for table in Base.metadata.sorted_tables:
        clause = clause_of(table, subject)
        if clause is not None and table.name not in LEFT_OUT:
            sections[table.name] = list(_rows(table, clause))
    numbers = {
        one.id: crypto.unseal(one.national_id_sealed, NATIONAL_ID)
        for one in persons_of(subject)
        if one.national_id_sealed is not None
    }
    for row in sections.get("person", ()):
        if row["id"] in numbers:
            row["national_id"] = numbers[row["id"]]
    _explain(sections["audit_event"])
    return sections | {"names": _names(sections)}


def _explain(events: list[Row]) -> None:
    """Reasons in their words; the record itself holds their hashes."""
    keys = [row["id"] for row in events]
    query = select(AuditEvent).where(AuditEvent.id.in_(keys))
    reasons = {event.id: event.reason for event in db.session.scalars(query)}
    for row in events:
        row["reason"] = reasons.get(row["id"])


def persons_of(subject: Subject) -> list[Person]:
    """The record and those that were merged into it, which are about the same person."""
    if subject.person is None:
        return []
    key = subject.person.id
    query = select(Person).where(or_(Person.id == key, Person.merged_into_id == key))
    return list(db.session.scalars(query.order_by(Person.id)))


def accounts_of(subject: Subject) -> list[UserAccount]:
    """The account, and those of the records."""
    ids = [one.id for one in persons_of(subject)]
    own = subject.account.id if subject.account else 0
    query = select(UserAccount).where(or_(UserAccount.id == own, UserAccount.person_id.in_(ids)))
    return list(db.session.scalars(query.order_by(UserAccount.id)))


def clause_of(table: Table, subject: Subject) -> ColumnElement[bool] | None:
    """Which rows of the table are about the subject; None where it holds nothing about people."""
    persons, accounts = persons_of(subject), accounts_of(subject)
    person_ids, account_ids = [one.id for one in persons], [one.id for one in accounts]
    if table.name in (*BY_PERSON, "person_token"):
        return table.c.person_id.in_(person_ids)
    if table.name in BY_ENROLMENT:
        places = select(Enrolment.id).where(Enrolment.person_id.in_(person_ids))
        return table.c.enrolment_id.in_(places)
    if table.name in (*BY_ACCOUNT, "pending_sign_in"):
        return table.c.user_id.in_(account_ids)
    if table.name in WAYS:
        return WAYS[table.name](table, person_ids, account_ids)
    if table.name == "outgoing_message":
        addresses = {one.email for one in persons if one.email} | {one.email for one in accounts}
        addresses |= {*mobiles(person_ids).values()}
        return table.c.recipient.in_(addresses)
    named = {
        "person": ("id", person_ids),
        "user_account": ("id", account_ids),
        "job": ("requested_by_user_id", account_ids),
    }
    if table.name not in named:
        return None
    column, keys = named[table.name]
    return table.c[column].in_(keys)


def _events(table: Table, person_ids: list[int], account_ids: list[int]) -> ColumnElement[bool]:
    """What was done to the subject, and what the subject did."""
    about = [
        and_(table.c.subject_type == kind, table.c.subject_id.in_([str(key) for key in keys]))
        for kind, keys in (("person", person_ids), ("user_account", account_ids))
    ]
    return or_(*about, table.c.actor_user_id.in_(account_ids))


def _asked_about(
    table: Table, person_ids: list[int], account_ids: list[int]
) -> ColumnElement[bool]:
    """Requests to erase the subject."""
    return or_(table.c.person_id.in_(person_ids), table.c.account_id.in_(account_ids))


def _paired(table: Table, person_ids: list[int], _account_ids: list[int]) -> ColumnElement[bool]:
    """Pairs of records of which one is the subject's."""
    return or_(table.c.first_id.in_(person_ids), table.c.second_id.in_(person_ids))


def _late(table: Table, person_ids: list[int], _account_ids: list[int]) -> ColumnElement[bool]:
    """Marks of the subject that were written late."""
    places = select(Enrolment.id).where(Enrolment.person_id.in_(person_ids))
    entries = select(AttendanceEntry.id).where(AttendanceEntry.enrolment_id.in_(places))
    return table.c.entry_id.in_(entries)


def _merged(table: Table, person_ids: list[int], _account_ids: list[int]) -> ColumnElement[bool]:
    """Merges of the subject's records, also those that were undone: they remember what both records said."""
    return or_(table.c.kept_id.in_(person_ids), table.c.merged_id.in_(person_ids))


WAYS = {
    "audit_event": _events,
    "erasure_request": _asked_about,
    "late_change": _late,
    "person_merge": _merged,
    "person_pair": _paired,
}
"""How the rows are found of tables that name the subject in a way of their own."""


def _rows(table: Table, clause: ColumnElement[bool]) -> Iterator[Row]:
    shown = [c for c in table.columns if c.name not in HIDDEN | OTHERS]
    query = select(*shown).where(clause).order_by(*table.primary_key)
    for row in db.session.execute(query).mappings():
        yield {name: plain(value) for name, value in row.items()}


def _names(sections: Mapping[str, list[Row]]) -> Row:
    """What the keys in the sections stand for."""
    rows = [row for section in sections.values() for row in section]
    named: Row = {}
    models: dict[str, Any] = {"unit_id": OrgUnit, "course_run_id": CourseRun, "course_id": Course}
    for key, model in models.items():
        keys = {row[key] for row in rows if row.get(key)}
        found = db.session.scalars(select(model).where(model.id.in_(keys)).order_by(model.id))
        named[key] = {str(one.id): _name(one) for one in found}
    keys = {row["session_id"] for row in rows if row.get("session_id")}
    sessions = select(TrainingSession).where(TrainingSession.id.in_(keys))
    held = db.session.scalars(sessions.order_by(TrainingSession.id))
    named["session_id"] = {
        str(one.id): {"course_run_id": one.run.id, "held_on": plain(one.held_on)} for one in held
    }
    return named


def _name(one: Any) -> Row:
    names = {code: getattr(one, f"name_{code}", None) for code in ("en", "ar", "fa", "ka")}
    return {"code": one.code} | {f"name_{code}": name for code, name in names.items() if name}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
