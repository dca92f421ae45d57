"""A run with all three tests on its last day, and its trainer."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.platform import clock
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
)

LAST_DAY = date(2026, 11, 19)


@pytest.fixture
def noon():
    with clock.frozen(datetime(2026, 11, 19, 10, tzinfo=UTC)) as at:
        yield at


@pytest.fixture
def ministry(app):
    return UnitFactory()


@pytest.fixture
def run(ministry):
    centre = UnitFactory(parent=ministry)
    return RunFactory(
        code="KPI-2026-03",
        course__unit=centre,
        course__has_pre_test=True,
        course__has_post_test=True,
        course__has_exam=True,
        capacity=200,
    )


@pytest.fixture
def trainer_of_run(run):
    person = PersonFactory(full_name="Nadia", unit=run.unit)
    SessionFactory(run=run, trainer=person)
    SessionFactory(run=run, held_on=LAST_DAY, trainer=person)
    return UserFactory(role=Role.TRAINER, unit=run.unit, person=person, display_name="Nadia")


@pytest.fixture
def signed_in(browser, noon, trainer_of_run):
    return browser.sign_in(trainer_of_run)


@pytest.fixture
def people(run):
    """Three people in the order of their names."""
    names = ("Amal Zaki", "Bassem Adel", "Mona Salem")
    return [EnrolmentFactory(run=run, person=PersonFactory(full_name=name)) for name in names]
