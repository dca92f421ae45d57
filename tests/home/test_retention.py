"""Every table says how long its rows are kept, and what is short-lived goes by itself."""

from __future__ import annotations

from datetime import timedelta

from lms.accounts.models import SignIn
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.config import ROOT
from lms.home import subscriptions
from lms.home.services import retention
from lms.home.services.retention import SHORT, clear_away
from lms.jobs.models import Job, JobState
from lms.people.models import ImportState, RosterImport, RosterRow, RowVerdict
from lms.platform import clock, storage, throttle
from lms.platform.db import Base, db
from lms.platform.throttle import CountedTry, Limit
from tests.support.factories import UnitFactory, UserFactory

CLASSES = (retention.ARCHIVE, retention.OPERATIONAL, retention.SHORT, retention.OF_ITS_OWN)


def test_every_table_has_one_class_and_no_class_names_another():
    named = [name for names in CLASSES for name in names]
    assert sorted(named) == sorted(Base.metadata.tables)


def test_the_document_names_each_table_under_its_class():
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    for name in Base.metadata.tables:
        line = next(
            (
                line
                for line in text.splitlines()
                if line.startswith("| ")
                and f"`{name}`" in line
                and retention.class_of(name).value in line
            ),
            None,
        )
        assert line, name
        if name in SHORT:
            assert f"{SHORT[name].period.days} day" in line, name


def job(**columns):
    row = Job(
        kind="x",
        payload={},
        fingerprint=str(len(db.session.new)),
        requested_by_user_id=1,
        requested_by_role="coordinator",
        **columns,
    )
    db.session.add(row)
    return row


def test_old_sign_ins_go_and_the_last_of_each_account_stays(app):
    user = UserFactory(role=Role.TRAINER)
    long_ago = clock.now() - timedelta(days=200)
    for n, at in enumerate((long_ago, long_ago, clock.now())):
        db.session.add(SignIn(token_hash=str(n), user_id=user.id, last_seen_at=at, ended_at=at))
    lonely = UserFactory(role=Role.TRAINER)
    db.session.add(SignIn(token_hash="lonely", user_id=lonely.id, last_seen_at=long_ago))
    db.session.commit()

    assert clear_away()["sign_in"] == 2
    assert clear_away()["sign_in"] == 0
    assert {row.token_hash for row in db.session.query(SignIn)} == {"2", "lonely"}


def test_jobs_and_tries_that_are_over_go_and_open_ones_stay(app):
    long_ago = clock.now() - timedelta(days=91)
    job(state=JobState.DONE, finished_at=long_ago)
    open_one = job(state=JobState.RUNNING, created_at=long_ago)
    recent = job(state=JobState.DONE, finished_at=clock.now())
    db.session.commit()
    with clock.frozen(clock.now() - timedelta(days=2)):
        throttle.take(Limit("test", 3, timedelta(minutes=1)).of("x"))

    gone = clear_away()

    assert (gone["job"], gone["counted_try"]) == (1, 1)
    assert {row.id for row in db.session.query(Job)} == {open_one.id, recent.id}
    assert db.session.query(CountedTry).count() == 0


def roster(state, **columns):
    stored = storage.put(f"sealed names {columns}".encode())
    row = RosterImport(
        file_name="staff.csv",
        file_sha256=stored,
        content_key="0" * 64,
        unit_id=UnitFactory().id,
        state=state,
        created_by_id=0,
        **columns,
    )
    person = RosterRow(
        roster=row, row_number=2, verdict=RowVerdict.INVALID, values={"name": "منى"}, problems=[]
    )
    db.session.add_all([row, person])
    db.session.commit()
    return row, stored


def test_a_staff_list_nobody_came_back_to_is_discarded_with_its_file(app):
    row, stored = roster(ImportState.PREVIEW, created_at=clock.now() - timedelta(days=31))

    assert clear_away()["roster_import"] == 1

    assert row.state is ImportState.DISCARDED
    assert db.session.query(RosterRow).count() == 0
    assert not storage.storage()._path(stored).exists()
    event = db.session.query(AuditEvent).filter_by(action="roster.discard").one()
    assert event.role == "system"


def test_refused_rows_of_a_loaded_list_go_after_half_a_year(app):
    roster(ImportState.DONE, finished_at=clock.now() - timedelta(days=179))
    assert clear_away()["roster_row"] == 0
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert clear_away()["roster_row"] == 1


def test_it_comes_round_once_a_day(sqlite_app, monkeypatch):
    rounds = []
    monkeypatch.setattr(subscriptions, "_done", set())
    monkeypatch.setattr(subscriptions, "clear_away", lambda: rounds.append(1) or {})
    for day in (0, 0, 1):
        with clock.frozen(clock.now() + timedelta(days=day)):
            subscriptions.clear_away_daily()
    assert len(rounds) == 2
