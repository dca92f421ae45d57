"""A run under way, its sessions, and those who may and may not touch its sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.scheduling.models import CourseRun, TrainingSession
from tests.support.client import Browser
from tests.support.factories import (
    PersonFactory,
    RunFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
)

FIRST_DAY = date(2026, 11, 15)


@pytest.fixture
def noon():
    """Midday of the first day: 12:00 in Cairo, while the session of 09:00-15:00 runs."""
    with clock.frozen(datetime(2026, 11, 15, 10, tzinfo=UTC)) as at:
        yield at


@pytest.fixture
def ministry(app) -> OrgUnit:
    return UnitFactory()


@pytest.fixture
def run(ministry) -> CourseRun:
    centre = UnitFactory(parent=ministry)
    return RunFactory(code="KPI-2026-03", course__unit=centre, starts_on=FIRST_DAY, capacity=200)


@pytest.fixture
def trainer(run) -> UserAccount:
    person = PersonFactory(full_name="Nadia", unit=run.unit)
    return UserFactory(role=Role.TRAINER, unit=run.unit, person=person, display_name="Nadia")


@pytest.fixture
def session(run, trainer) -> TrainingSession:
    return SessionFactory(run=run, trainer=trainer.person)


@pytest.fixture
def signed_in(browser: Browser, noon, trainer, session) -> Browser:
    """The trainer of the run."""
    return browser.sign_in(trainer)
