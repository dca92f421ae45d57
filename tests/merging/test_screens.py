"""The screens of merging: what differs is chosen in place, and whoever may not is told of nothing."""

from __future__ import annotations

import pytest

from lms.accounts.roles import Role
from lms.merging.models import PersonMerge
from lms.platform.db import db
from tests.merging.records import place_of_work
from tests.support.factories import PersonFactory, UnitFactory, UserFactory


class Office:
    """A place with two records of one person, one of somebody elsewhere, and a coordinator."""

    def __init__(self) -> None:
        country = UnitFactory(code="EG")
        self.place, elsewhere = UnitFactory(parent=country), UnitFactory(parent=country)
        self.kept = PersonFactory(full_name="منى أحمد السيد", phone="+2011")
        self.other = PersonFactory(full_name="مني احمد السيد", phone="+2012")
        self.stranger = PersonFactory(full_name="منى أحمد السيد", unit=elsewhere)
        for person in (self.kept, self.other):
            place_of_work(person, self.place)
        self.clerk = UserFactory(role=Role.COORDINATOR, unit=self.place)
        self.analyst = UserFactory(role=Role.MINISTRY_ANALYST, unit=country)
        db.session.commit()

    def path(self, other: int | None = None) -> str:
        return f"/people/{self.kept.id}/merge/{other or self.other.id}"


@pytest.fixture
def office(app):
    return Office()


def seen_on(page) -> str:
    return page.text.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]


def test_the_other_record_is_found_among_ones_own(browser, office):
    browser.sign_in(office.clerk)
    assert f"/people/{office.kept.id}/merge" in browser.get(f"/people/{office.kept.id}").text

    page = browser.get(f"/people/{office.kept.id}/merge").text

    assert office.path() in page
    assert office.path(office.stranger.id) not in page


def test_nothing_is_merged_before_all_is_chosen_and_said(browser, office):
    browser.sign_in(office.clerk)
    page = browser.get(office.path())
    sent = {"choose_fact_phone": "other", "seen": seen_on(page)}

    refused = browser.post(office.path(), sent)

    assert refused.status_code == 422
    assert refused.text.count("Choose one of the two.") >= 1
    assert "Say how you know that this is one person." in refused.text
    assert 'value="other" checked' in refused.text
    assert db.session.query(PersonMerge).count() == 0

    answer = browser.post(office.path(), sent | {"choose_fact_full_name": "kept", "reason": "Card"})
    assert answer.location == f"/people/{office.kept.id}"
    assert browser.post(office.path(), sent).location == f"/people/{office.kept.id}"
    (made,) = db.session.query(PersonMerge)
    assert (made.merged_by_id, made.reason) == (office.clerk.id, "Card")
    assert (office.kept.full_name, office.kept.phone) == ("منى أحمد السيد", "+2012")

    where = f"/people/{office.kept.id}/merges/{made.id}"
    assert where in browser.get(f"/people/{office.kept.id}/merge").text
    assert browser.post(where, {}).status_code == 422
    assert browser.post(where, {"reason": "Sisters"}).location == where
    assert "Sisters" in browser.get(where).text
    assert browser.get(f"/people/{office.other.id}").status_code == 200


def test_what_changed_meanwhile_is_shown_before_it_is_merged(browser, office):
    browser.sign_in(office.clerk)
    sent = {
        "choose_fact_full_name": "kept",
        "choose_fact_phone": "kept",
        "reason": "Card",
        "seen": seen_on(browser.get(office.path())),
    }
    office.other.phone = "+2013"
    db.session.commit()

    stale = browser.post(office.path(), sent)

    assert stale.status_code == 422
    assert "Look at both again." in stale.text
    assert "+2013" in stale.text
    answer = browser.post(office.path(), sent | {"seen": seen_on(stale)})
    assert answer.status_code == 302


def test_whoever_is_out_of_scope_is_told_of_nothing(browser, office):
    browser.sign_in(office.clerk)
    for method in (browser.get, browser.post):
        assert method(office.path(office.stranger.id)).status_code == 404
        assert method(office.path(999_999)).status_code == 404
        assert method(f"/people/{office.stranger.id}/merge/{office.kept.id}").status_code == 404
        assert method(office.path(office.kept.id)).status_code == 404
        assert method(f"/people/{office.kept.id}/merges/1").status_code == 404
    browser.sign_in(office.analyst)
    assert browser.get(office.path()).status_code == 403
    assert db.session.query(PersonMerge).count() == 0


def test_an_old_address_tells_nothing_to_whom_the_record_is_closed(browser, office):
    office.stranger.merged_into_id = office.kept.id
    db.session.commit()
    outside = UserFactory(role=Role.COORDINATOR, unit=UnitFactory())
    browser.sign_in(outside)
    assert browser.get(f"/people/{office.stranger.id}").status_code == 404


def test_ones_own_record_is_merged_by_somebody_else(browser, office):
    office.clerk.person_id = office.other.id
    db.session.commit()
    browser.sign_in(office.clerk)
    page = browser.get(office.path()).text
    assert "Somebody else merges your own record" in page
    assert "Merge the two records" not in page
    sent = {
        "choose_fact_full_name": "kept",
        "choose_fact_phone": "kept",
        "reason": "Me",
        "seen": "x",
    }
    assert browser.post(office.path(), sent).status_code == 422
    assert db.session.query(PersonMerge).count() == 0
