from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.organisation.models import Country
from lms.platform.db import aside, db, transaction
from lms.platform.remembered import remembered, rows


class Reading:
    """Counts the countries, and how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return db.session.scalar(select(func.count()).select_from(Country)) or 0


def add_country(session: Session, code: str) -> None:
    session.add(
        Country(
            code=code,
            timezone="UTC",
            language="en",
            calendar="gregorian",
            weekend="6,7",
            first_weekday=1,
            fiscal_calendar="gregorian",
            fiscal_month=1,
            fiscal_day=1,
        )
    )


def asked(app: Flask, reading: Reading, method: str = "GET") -> int:
    """What one request is told."""
    with app.test_request_context("/", method=method):
        try:
            return remembered("countries", reading)
        finally:
            db.session.rollback()


def test_what_is_read_is_remembered_until_something_is_written(sqlite_app):
    reading = Reading()
    assert [asked(sqlite_app, reading) for _time in range(3)] == [0, 0, 0]
    assert reading.times == 1

    with sqlite_app.app_context(), transaction():
        add_country(db.session, "XA")

    assert [asked(sqlite_app, reading) for _time in range(3)] == [1, 1, 1]
    assert reading.times == 2


def test_what_another_connection_wrote_is_never_missed(app):
    reading = Reading()
    with app.test_request_context("/"):
        assert remembered("countries", reading) == 0
        db.session.rollback()
        with aside() as session:
            add_country(session, "XA")
        assert remembered("countries", reading) == 1
        db.session.rollback()


def test_what_is_written_and_taken_back_is_not_remembered(app):
    reading = Reading()
    with app.test_request_context("/"):
        assert remembered("countries", reading) == 0
        try:
            with transaction():
                add_country(db.session, "XA")
                db.session.flush()
                assert remembered("countries", reading) == 1
                raise LookupError
        except LookupError:
            pass
        assert remembered("countries", reading) == 0
        db.session.rollback()


def test_a_request_that_may_write_reads_for_itself(app):
    reading = Reading()
    assert asked(app, reading, "POST") == asked(app, reading, "POST") == 0
    assert reading.times == 2


def test_a_connection_has_its_own_snapshot_through_one_request(sqlite_app):
    """What is remembered belongs to the same moment as everything else that the request reads."""
    reading = Reading()
    with sqlite_app.test_request_context("/"):
        assert remembered("countries", reading) == 0
        with aside() as session:
            add_country(session, "XA")
        assert remembered("countries", reading) == 0 == reading()
        db.session.rollback()
        assert remembered("countries", reading) == 1
        db.session.rollback()


def test_statements_are_told_apart_by_their_values(app):
    with app.app_context(), transaction():
        add_country(db.session, "XA")
        add_country(db.session, "XB")
    with app.test_request_context("/"):
        for code in ("XA", "XB", "XA"):
            assert rows(select(Country.code).where(Country.code == code)) == [(code,)]
        db.session.rollback()


def test_a_database_without_a_sign_of_writing_reads_each_time(app):
    reading = Reading()
    asked(app, reading)
    asked(app, reading)
    assert reading.times == (1 if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"] else 2)
