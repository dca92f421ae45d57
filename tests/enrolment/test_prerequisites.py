"""S3: a course asked for first, and letting somebody in without it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.enrolment import queries, services
from lms.enrolment.errors import MissingPrerequisite
from lms.enrolment.models import NominationState
from lms.enrolment.rules import completions
from lms.platform.db import db
from tests.support.factories import CourseFactory, PersonFactory, RunFactory, UnitFactory, actor


@pytest.fixture
def first_track(app):
    return CourseFactory()


@pytest.fixture
def run(first_track):
    third = CourseFactory(prerequisites=[first_track])
    return RunFactory(course=third)


@pytest.fixture
def khobi(app):
    return UnitFactory(name_en="Khobi")


@pytest.fixture
def coordinator(khobi):
    return actor(Role.COORDINATOR, khobi)


def test_s3_without_the_first_track_a_nomination_for_the_third_is_refused(run, khobi, coordinator):
    person = PersonFactory(unit=khobi)

    with pytest.raises(MissingPrerequisite):
        services.nominate(run, person, khobi, by=coordinator)


def test_s3_the_override_is_a_row_with_its_reason_and_stands_in_the_audit(run, khobi, coordinator):
    person = PersonFactory(unit=khobi)

    services.nominate(run, person, khobi, by=coordinator, waiver_reason="Ten years of practice")

    waiver = db.session.scalars(queries.waivers(run)).one()
    assert (waiver.person_id, waiver.reason) == (person.id, "Ten years of practice")
    actions = select(AuditEvent.action).where(AuditEvent.reason == "Ten years of practice")
    assert db.session.scalars(actions).one() == "enrolment.waive_prerequisite"


def test_s3_whoever_completed_the_first_track_is_nominated(
    run, khobi, coordinator, first_track, monkeypatch
):
    person = PersonFactory(unit=khobi)
    monkeypatch.setattr(completions, "_completed", [lambda ids: {person.id: {first_track.id}}])

    nomination = services.nominate(run, person, khobi, by=coordinator)

    assert nomination.state is NominationState.PROPOSED
