"""The record of what was done: added with the change, read by subject, never changed."""

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.audit import queries, rules, services
from lms.audit.models import AuditEvent, Unchangeable
from lms.platform.access import NOBODY
from lms.platform.db import db, transaction
from lms.platform.tracing import traced
from tests.support.factories import UnitFactory, actor


@pytest.fixture
def unit(app):
    unit = UnitFactory()
    db.session.commit()
    return unit


def test_an_event_says_who_in_which_role_did_what_to_which_record(unit):
    clerk = actor(Role.COORDINATOR, unit=unit)
    with traced("request-1"):
        event = services.record(
            "organisation.close",
            actor=clerk,
            subject=unit,
            details={"after": {"closed_on": "2026-11-21"}},
            reason="merged",
            unit_id=unit.id,
        )
    db.session.flush()
    assert (event.actor_user_id, event.role, event.action) == (
        clerk.id,
        "coordinator",
        "organisation.close",
    )
    assert (event.subject_type, event.subject_id) == ("org_unit", str(unit.id))
    assert (event.unit_id, event.reason, event.request_id) == (unit.id, "merged", "request-1")
    assert event.details == {"after": {"closed_on": "2026-11-21"}}


@pytest.mark.parametrize(("who", "role"), [(None, "system"), (NOBODY, "public")])
def test_what_nobody_signed_in_did_has_no_account(unit, who, role):
    event = services.record("organisation.load", actor=who, subject=unit)
    assert (event.actor_user_id, event.actor_label, event.role) == (None, None, role)


def test_a_new_record_can_be_the_subject_at_once(app):
    unit = UnitFactory.build()
    db.session.add(unit)
    event = services.record("organisation.open", actor=None, subject=unit)
    assert event.subject_id == str(unit.id)


def test_the_event_goes_the_way_of_the_change(unit):
    services.record("organisation.close", actor=None, subject=unit)
    db.session.rollback()
    assert db.session.scalar(select(func.count(AuditEvent.id))) == 0


def test_history_is_of_one_record_and_newest_first(unit):
    other = UnitFactory()
    for action, subject in (("first", unit), ("elsewhere", other), ("second", unit)):
        services.record(action, actor=None, subject=subject)
        db.session.flush()
    history = db.session.scalars(queries.history(unit))
    assert [event.action for event in history] == ["second", "first"]


def test_an_event_cannot_be_changed(unit):
    with transaction():
        event = services.record("organisation.close", actor=None, subject=unit)
    event.promise = "another"
    with pytest.raises(Unchangeable):
        db.session.flush()


def test_an_event_cannot_be_deleted(unit):
    with transaction():
        event = services.record("organisation.close", actor=None, subject=unit)
    db.session.delete(event)
    with pytest.raises(Unchangeable):
        db.session.flush()


def test_a_record_without_a_key_has_no_name_in_events():
    with pytest.raises(ValueError, match="flushed"):
        rules.identity(AuditEvent())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"before": {"b": 2}, "after": {"b": 3}}),
        ({"a": 1}, {"a": 1}, {"before": {}, "after": {}}),
        ({}, {"a": True}, {"before": {"a": None}, "after": {"a": True}}),
        ({"a": Role.TRAINER}, {}, {"before": {"a": "trainer"}, "after": {"a": None}}),
        (
            {"phone": "0100", "a": 1},
            {"phone": "0111", "a": 2},
            {"before": {"a": 1}, "after": {"a": 2}, "personal": ["phone"]},
        ),
    ],
)
def test_a_change_tells_both_values_but_of_personal_ones_only_that_they_changed(
    before, after, expected
):
    assert rules.difference(before, after, personal={"phone"}) == expected
