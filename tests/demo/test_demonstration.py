"""The demonstration data is the same each time, and goes without a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.certificates.services import files
from lms.demo import services
from lms.enrolment.models import Enrolment
from lms.figures.models import TrainedCount
from lms.organisation.models import OrgUnit
from lms.organisation.services import move_unit
from lms.people.models import Person
from lms.platform import clock
from lms.platform.db import Base, db
from tests.support.factories import PersonFactory, RunFactory, UnitFactory, UserFactory

TODAY = datetime(2026, 11, 17, 8, tzinfo=UTC)

STAYS = {"country", "audit_event", "audit_link", "job"}
"""Country profiles are reference data; what was done stays on record."""


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(TODAY):
        yield


@pytest.fixture(autouse=True)
def quick_printing(monkeypatch):
    """How a certificate looks is tested elsewhere; eighty of them take half a minute."""
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.serial.encode())


@pytest.fixture
def loaded(app):
    services.load()
    db.session.commit()


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def rows_left() -> dict[str, int]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in STAYS]
    counts = {table.name: count(table) for table in tables}
    return {name: rows for name, rows in counts.items() if rows}


def test_the_same_seed_gives_the_same_data(sqlite_app):
    def fingerprint() -> list[tuple[str, str]]:
        query = select(Person.full_name, Enrolment.job_title).join(Enrolment).order_by(Enrolment.id)
        return [tuple(row) for row in db.session.execute(query)]

    services.load()
    first = fingerprint()
    services.remove()
    services.load()

    assert fingerprint() == first


@pytest.mark.usefixtures("loaded")
def test_removing_leaves_nothing_behind():
    services.remove()

    assert rows_left() == {}


def test_removing_takes_nothing_that_is_real(app):
    run = RunFactory()
    person = PersonFactory(unit=run.unit)
    UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit)
    db.session.commit()
    before = rows_left()
    services.load()

    services.remove()

    assert rows_left() == before
    assert db.session.get(Person, person.id) is person


@pytest.mark.usefixtures("loaded")
def test_a_demonstration_place_that_something_real_needs_stays_and_is_real():
    saqqara, qena = (
        db.session.scalars(select(OrgUnit).filter_by(code=code)).one()
        for code in ("EG-SAQ", "EG-KN")
    )
    office = UnitFactory(code="OFFICE", parent=qena)
    PersonFactory(unit=saqqara)
    move_unit(office, saqqara, on=date(2026, 10, 1))

    services.remove()

    kept = db.session.scalars(select(OrgUnit.code).order_by(OrgUnit.code)).all()
    assert kept == ["EG", "EG-KN", "EG-MLD", "EG-SAQ", "OFFICE"]  # it lay in Qena before
    assert count(OrgUnit, OrgUnit.is_demo) == 0
    assert count(TrainedCount) == 0


@pytest.mark.usefixtures("loaded")
def test_only_an_administrator_removes_it(browser):
    browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST))

    assert browser.post("/demonstration/remove").status_code == 403
    assert services.is_loaded()
