"""A training centre and its administrator in a browser, early in November."""

from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.people.models import Trainer
from lms.platform.clock import frozen
from lms.platform.db import db
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    RoomFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    VenueFactory,
)


@pytest.fixture(autouse=True)
def early_november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


class Centre:
    """A training centre with a course, a hall and a trainer, and its administrator in a browser."""

    def __init__(self, browser):
        self.unit = UnitFactory()
        self.course = CourseFactory(
            code="KPI",
            unit=self.unit,
            minutes=1500,
            name_en="Indicators",
            name_ar="مؤشرات الأداء",
        )
        self.hall = RoomFactory(venue=VenueFactory(unit=self.unit), name_en="Hall 1", capacity=30)
        self.trainer = PersonFactory(full_name="Nadia Salem")
        db.session.add(Trainer(person=self.trainer, unit=self.unit))
        self.administrator = UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=self.unit)
        self.browser = browser.sign_in(self.administrator)

    def run(self, **values):
        return RunFactory(course=self.course, unit=self.unit, **values)

    def form(self, **changes):
        """A new run as somebody would fill it in."""
        values = {
            "key": "a",
            "unit_id": self.unit.id,
            "course_id": self.course.id,
            "starts_on": "2026-11-15",
            "days": "5",
            "start_time": "9:00",
            "end_time": "14:00",
            "room_id": self.hall.id,
            "trainer_id": self.trainer.id,
            "capacity": "30",
            "language": "ar",
        }
        return {**values, **changes}

    def session_form(self, **changes):
        values = {"held_on": "15 November 2026", "start_time": "9", "end_time": "14", "counts": "y"}
        return {**values, **changes}


@pytest.fixture
def centre(browser):
    return Centre(browser)
