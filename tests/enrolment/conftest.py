"""The runs of the factories begin on 15 November 2026; these tests are set two weeks before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from lms.accounts.roles import Role
from lms.organisation.models import UnitKind
from lms.people.models import Affiliation
from lms.people.rules import PersonData
from lms.people.services import create_person
from lms.platform.access import NOBODY
from lms.platform.clock import frozen
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import (
    CourseFactory,
    PersonFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def early_november():
    with frozen(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        yield


class Country:
    """A ministry with a training centre and two governorates with staff, and somebody in a browser for each."""

    def __init__(self, app: Flask):
        self.app = app
        self.ministry = UnitFactory(code="EG", kind=UnitKind.MINISTRY)
        self.centre = UnitFactory(code="SAQ", name_en="Saqqara", parent=self.ministry)
        self.minya = UnitFactory(code="MN", name_en="Minya", parent=self.ministry)
        self.mallawi = UnitFactory(code="ML", name_en="Mallawi", parent=self.minya)
        self.qena = UnitFactory(code="KN", name_en="Qena", parent=self.ministry)
        self.course = CourseFactory(code="CM", unit=self.centre, name_en="Conflict management")

    def run(self, **values):
        return RunFactory(**{"course": self.course, "unit": self.centre, "code": "CM-1", **values})

    def person(self, name, unit=None, national_id=None):
        data = PersonData(full_name=name, country="EG", national_id=national_id)
        person = create_person(data, NOBODY)
        db.session.add(Affiliation(person=person, unit=unit or self.mallawi, job_title="Clerk"))
        db.session.flush()
        return person

    def _browser(self, role, unit, **values):
        return Browser(self.app).sign_in(UserFactory(role=role, unit=unit, **values))

    def coordinator(self, unit=None):
        return self._browser(Role.COORDINATOR, unit or self.minya)

    def administrator(self, unit=None):
        return self._browser(Role.CENTRE_ADMINISTRATOR, unit or self.centre)

    def somebody(self, role):
        person = PersonFactory() if role in (Role.TRAINER, Role.TRAINEE) else None
        return self._browser(role, self.ministry, person=person)


@pytest.fixture
def country(app) -> Country:
    return Country(app)
