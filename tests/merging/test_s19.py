"""S19: two records of one person become one, conflict by conflict, and are parted again exactly."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.attendance.models import AttendanceEntry, Mark
from lms.certificates import services as certificates
from lms.certificates.rules import Standing
from lms.certificates.services import files
from lms.figures.models import TrainedCount
from lms.merging import queries, services
from lms.merging.rules import Side
from lms.outcomes.models import Outcome
from lms.people.queries import search
from lms.platform.db import db
from tests.merging.records import (
    broken,
    certificates_of,
    merged,
    rows_about,
    two_records,
)
from tests.support.factories import UserFactory


@pytest.fixture
def two(app, monkeypatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    return two_records()


def counted(two) -> tuple[int, int]:
    """Completions and people of the country."""
    query = select(func.sum(TrainedCount.completions), func.sum(TrainedCount.people)).where(
        TrainedCount.unit_id == two.country.id,
        TrainedCount.basis == "home",
        TrainedCount.fiscal_year == 0,
        TrainedCount.course_id == 0,
    )
    return tuple(db.session.execute(query).one())


def test_s19_two_records_become_one_and_are_parted_exactly(two):
    before = rows_about(two.kept, two.other)
    assert (len(two.places(two.kept)), len(two.places(two.other))) == (4, 3)
    assert counted(two) == (7, 2)
    codes = [one.code for person in (two.kept, two.other) for one in certificates_of(person)]
    assert len(codes) == 7

    preview = queries.preview(two.kept, two.other)
    marks = [one for one in preview.conflicts if one.key.startswith("mark-")]
    assert [(one.kept["mark"], one.other["mark"]) for one in marks] == [(Mark.ABSENT, Mark.PRESENT)]
    assert preview.obstacles == []

    made = merged(two)

    assert len(two.places(two.kept)) == 6
    assert two.places(two.kept).count(two.shared.code) == 1
    assert two.places(two.other) == []
    assert counted(two) == (6, 1)
    assert [certificates.check(code).standing for code in codes] == [Standing.VALID] * 7
    assert len(certificates_of(two.kept)) == 7
    assert broken() == {}

    services.undo(made, "They are sisters", two.officer)
    db.session.commit()

    assert rows_about(two.kept, two.other) == before
    assert counted(two) == (7, 2)
    assert broken() == {}


@pytest.mark.parametrize(
    ("place", "mark", "minutes"),
    [
        (Side.KEPT, Side.OTHER, 1800),
        (Side.KEPT, Side.KEPT, 1440),
        (Side.OTHER, Side.KEPT, 1440),
        (Side.OTHER, Side.OTHER, 1800),
    ],
)
def test_s19_the_place_and_the_mark_that_are_chosen_stand(two, place, mark, minutes):
    ledger = select(func.count()).select_from(AttendanceEntry)
    said = select(AttendanceEntry.id, AttendanceEntry.mark, AttendanceEntry.minutes).order_by("id")
    entries = db.session.execute(said).all()
    preview = queries.preview(two.kept, two.other)
    chosen = next(one.key for one in preview.conflicts if one.key.startswith("mark-"))

    made = merged(two, {f"place-{two.shared.id}": place, chosen: mark})

    (shared,) = [
        one
        for one in db.session.scalars(select(Outcome))
        if one.enrolment.course_run_id == two.shared.id
    ]
    assert shared.enrolment.person_id == two.kept.id
    assert shared.minutes_present == minutes
    assert db.session.execute(said).all() == entries  # nothing is written into the ledger
    assert broken() == {}
    services.undo(made, "They are sisters", two.officer)
    db.session.commit()
    assert broken() == {}
    assert db.session.scalar(ledger) == len(entries)


def test_s19_old_links_and_the_old_login_lead_to_the_kept_record(two, browser):
    clerk = UserFactory(role=Role.COORDINATOR, unit=two.place)
    logins = [
        UserFactory(role=Role.TRAINEE, unit=two.place, person=person)
        for person in (two.kept, two.other)
    ]
    db.session.commit()
    made = merged(two)

    browser.sign_in(clerk)
    for path in ("/people/%d", "/people/%d/edit?lang=en", "/records/%d"):
        answer = browser.get(path % two.other.id)
        assert (answer.status_code, answer.location) == (302, path % two.kept.id)
    assert set(db.session.scalars(search("Zenobia", two.officer))) == {two.kept.id}
    for login in logins:
        browser.sign_in(login)
        page = browser.get("/my-certificates").text
        assert all(one.serial in page for one in certificates_of(two.kept))

    services.undo(made, "They are sisters", two.officer)
    db.session.commit()
    assert browser.get("/my-certificates").text.count("/certificates/") >= 1
    browser.sign_in(clerk)
    assert browser.get(f"/people/{two.other.id}").status_code == 200
    assert set(db.session.scalars(search("Zenobia", two.officer))) == {two.other.id}
