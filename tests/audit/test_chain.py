"""G16: an event that was changed, taken out, put in or moved is found, and so is a record that was cut short."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, select, update

from lms.audit import queries, services
from lms.audit.models import AuditEvent, AuditLink
from lms.audit.rules import BEGINNING, Head, Link, digest, faults
from lms.platform.db import aside, db, transaction
from tests.support.factories import UnitFactory


def chained(events):
    """These events, chained one after another."""
    links, before = [], BEGINNING
    for seq, event in enumerate(events, 1):
        before = digest(seq, before, event)
        links.append(Link(seq, before, event))
    return links


def event(number):
    return [number, "coordinator", "enrolment.nominate", {"run": number}, None]


def edit(links, chance):
    at = chance.randrange(len(links))
    changed = list(links[at].event)
    changed[chance.randrange(len(changed))] = "changed"
    return [*links[:at], replace(links[at], event=changed), *links[at + 1 :]]


def take_out(links, chance):
    at = chance.randrange(len(links) - 1)
    return links[:at] + links[at + 1 :]


def take_out_and_close_the_gap(links, chance):
    at = chance.randrange(len(links) - 1)
    rest = [replace(link, seq=link.seq - 1) for link in links[at + 1 :]]
    return links[:at] + rest


def swap(links, chance):
    one, other = chance.sample(range(len(links)), 2)
    moved = list(links)
    moved[one] = replace(links[one], event=links[other].event)
    moved[other] = replace(links[other], event=links[one].event)
    return moved


def put_in(links, chance):
    at = chance.randrange(len(links))
    rest = [replace(link, seq=link.seq + 1) for link in links[at:]]
    false = Link(at + 1, digest(at + 1, links[at - 1].hash, event(999)), event(999))
    return [*links[:at], false, *rest]


def cut_short(links, chance):
    return links[: chance.randrange(len(links))]


def write_anew(links, chance):
    """What somebody does who knows how it is made: change one and hash everything after it again."""
    events = [link.event for link in links]
    events[chance.randrange(len(events))] = event(999)
    return chained(events)


@pytest.mark.parametrize(
    "tamper",
    [edit, take_out, take_out_and_close_the_gap, swap, put_in, cut_short, write_anew],
)
def test_g16_what_was_tampered_with_is_found_each_time(tamper: Callable[..., list[Link]]):
    chance = random.Random(16)
    for _time in range(150):
        links = chained(event(number) for number in range(chance.randint(3, 40)))
        heads = [Head(links[-1].seq, links[-1].hash)]
        assert list(faults(links, heads)) == []
        assert list(faults(tamper(links, chance), heads))


def test_without_a_published_head_a_record_written_anew_would_pass():
    links = chained(event(number) for number in range(5))
    assert list(faults(write_anew(links, random.Random(1)), [])) == []
    assert list(faults(links[:3], [])) == []


def test_two_heads_for_one_place_are_a_fault():
    links = chained([event(1)])
    assert list(faults(links, [Head(1, links[0].hash), Head(1, "0" * 64)]))


@pytest.fixture
def unit(app):
    unit = UnitFactory()
    db.session.commit()
    return unit


def recorded(unit, *actions):
    with transaction():
        for action in actions:
            services.record(action, actor=None, subject=unit, details={"name": "كلمة", "n": 1})


def found():
    """What a look at the chain finds, from a new transaction."""
    db.session.rollback()
    return [fault.seq for fault in faults(queries.chain(), [])]


def test_events_are_chained_in_the_transaction_that_records_them(unit):
    recorded(unit, "first", "second")
    recorded(unit, "third")

    assert [link.event[5] for link in queries.chain()] == ["first", "second", "third"]
    assert found() == []
    assert db.session.scalars(queries.outside_the_chain()).all() == []


def test_what_is_recorded_aside_is_chained_too(unit):
    with aside() as apart:
        apart.add(AuditEvent(role="public", action="x", subject_type="t", subject_id="1"))

    assert queries.chained() == 1
    assert found() == []


def test_what_is_taken_back_is_not_chained(unit):
    recorded(unit, "first")
    services.record("never", actor=None, subject=unit)
    db.session.flush()
    db.session.rollback()
    with transaction():
        services.record("second", actor=None, subject=unit)
        savepoint = db.session.begin_nested()
        services.record("never", actor=None, subject=unit)
        db.session.flush()
        savepoint.rollback()

    assert [link.event[5] for link in queries.chain()] == ["first", "second"]
    assert found() == []


def test_events_from_before_there_was_a_chain_are_chained_with_the_next(app, unit):
    with transaction():
        values = {"role": "system", "subject_type": "t", "subject_id": "1", "details": {}}
        db.session.execute(insert(AuditEvent), [{"action": "old", **values}])
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    recorded(unit, "new")

    assert [link.event[5] for link in queries.chain()] == ["old", "new"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: update(AuditEvent).where(AuditEvent.action == "second").values(promise="another"),
        lambda: update(AuditLink).where(AuditLink.seq == 2).values(hash="0" * 64),
        lambda: delete(AuditLink).where(AuditLink.seq == 2),
    ],
)
def test_a_change_in_the_database_is_found(unit, change):
    recorded(unit, "first", "second", "third")
    with transaction():
        db.session.execute(change().execution_options(synchronize_session=False))

    assert found()


def test_an_event_put_in_past_the_program_is_found(unit):
    recorded(unit, "first")
    with transaction():
        values = {"role": "system", "subject_type": "t", "subject_id": "1", "details": {}}
        db.session.execute(insert(AuditEvent), [{"action": "false", **values}])

    false = db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == "false"))
    assert db.session.scalars(queries.outside_the_chain()).all() == [false]


def test_a_head_is_published_once_and_only_added_to(unit, tmp_path):
    file = tmp_path / "heads.jsonl"
    recorded(unit, "first")
    first = services.publish(file)
    services.publish(file)
    recorded(unit, "second")
    second = services.publish(file)

    assert list(services.published(file)) == [first, second]
    assert (first.seq, second.seq) == (1, 2)


def test_a_line_that_was_cut_off_hides_no_other(unit, tmp_path):
    file = tmp_path / "heads.jsonl"
    file.write_text('{"seq": 1, "ha\n{"seq": 2, "hash": "ab"}\n7\n')
    assert list(services.published(file)) == [Head(2, "ab")]


def test_the_command_says_what_it_found(app, unit):
    recorded(unit, "first", "second")
    run = app.test_cli_runner().invoke
    assert run(args=["audit", "publish"]).exit_code == 0

    good = run(args=["audit", "verify"])
    with transaction():
        db.session.execute(delete(AuditLink).where(AuditLink.seq == 2))
    bad = run(args=["audit", "verify"])

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "2 events as recorded" in good.output
    assert "published and is no longer there" in bad.output
