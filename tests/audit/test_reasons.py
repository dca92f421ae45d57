"""Reasons stand beside the chain: changed or lost ones are found, erased ones are told."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from lms.audit import queries, services
from lms.audit.models import PROMISE, AuditEvent, AuditReason
from lms.audit.rules import ERASED, ERASING, faults
from lms.platform.db import db, transaction
from tests.support.factories import UnitFactory


@pytest.fixture
def events(app):
    unit = UnitFactory()
    with transaction():
        db.session.add(unit)
        for reason in ("Asked for by the centre", "About Mona", None):
            services.record("tests.do", actor=None, subject=unit, reason=reason)
    return db.session.query(AuditEvent).order_by(AuditEvent.id).all()


def astray():
    db.session.rollback()
    return list(queries.reasons_astray())


def broken():
    db.session.rollback()
    return list(faults(queries.chain(), []))


def test_the_chain_holds_a_hash_and_the_reader_reads_the_words(events):
    assert [event.reason for event in events] == ["Asked for by the centre", "About Mona", None]
    assert events[0].promise.startswith(PROMISE)
    assert "centre" not in events[0].promise
    assert (astray(), broken()) == ([], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda: update(AuditReason).values(words="Another reason"),
        lambda: update(AuditReason).values(salt="0" * 32),
        lambda: delete(AuditReason),
    ],
)
def test_g16_a_reason_that_was_changed_or_lost_is_found(app, events, change):
    key = events[0].id
    with transaction():
        one = change().where(AuditReason.event_id == key)
        db.session.execute(one.execution_options(synchronize_session=False))

    assert astray() == [key]
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "not the one that was given" in result.output


def test_a63_reasons_are_erased_and_the_chain_is_as_it_was(events):
    unit, key = UnitFactory(), events[1].id
    with transaction():
        db.session.add(unit)
        gone = services.forget_reasons(set(), lambda words: "Mona" in words)
        services.record(ERASING, actor=None, subject=unit, details={ERASED: gone})

    assert gone == [key]
    assert (astray(), broken()) == ([], [])
    assert db.session.get_one(AuditEvent, key).reason is None


def test_a_reason_from_before_stands_in_the_event(events):
    with transaction():
        old = update(AuditEvent).where(AuditEvent.id == events[2].id).values(promise="As it was")
        db.session.execute(old.execution_options(synchronize_session=False))
    db.session.expire_all()
    assert db.session.get_one(AuditEvent, events[2].id).reason == "As it was"
    assert astray() == []
