"""What lists ask for is put together once for those who may see the same, and anew for everybody else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask, url_for
from sqlalchemy import Select, select

from lms.accounts.actor import AccountActor
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.people import queries
from lms.people.models import Person, Sex
from lms.platform import clock, statements
from lms.platform.links import addresses, asking, row_links
from lms.platform.listing.query import ordered, page_of
from lms.platform.statements import derived, is_kept, kept

ANALYST = AccountActor(1, None, Role.MINISTRY_ANALYST, "Nadia", unit_id=1, is_at_top=True)


def people_of(viewer: AccountActor) -> Select[Person]:
    return kept("people under test", lambda: queries.people(viewer), viewer=viewer)


def test_the_same_viewer_gets_the_same_statement():
    assert people_of(ANALYST) is people_of(replace(ANALYST))


@pytest.mark.parametrize(
    "other",
    [
        replace(ANALYST, unit_id=2),
        replace(ANALYST, role=Role.COORDINATOR),
        replace(ANALYST, is_at_top=False),
        replace(ANALYST, id=2),
        replace(ANALYST, person_id=3),
    ],
)
def test_whoever_may_see_something_else_gets_another(other):
    assert people_of(ANALYST) is not people_of(other)
    assert str(other.unit_id) in str(
        people_of(other).compile(compile_kwargs={"literal_binds": True})
    )


def test_another_day_asks_anew(monkeypatch):
    before = people_of(ANALYST)
    monkeypatch.setattr(clock, "now", lambda: datetime(2031, 1, 2, tzinfo=UTC))

    assert people_of(ANALYST) is not before


def test_what_else_it_depends_on_is_told_apart():
    one, two = (
        kept("accounts under test", lambda n=n: select(UserAccount).where(UserAccount.id == n), n)
        for n in (1, 2)
    )

    assert one is not two


def test_what_is_made_of_a_statement_is_kept_only_where_that_one_is():
    query = people_of(ANALYST)
    fresh = queries.people(ANALYST)

    assert derived(query, "narrow", lambda: query.limit(1)) is derived(query, "narrow", list)
    assert is_kept(derived(query, "narrow", list))
    assert not is_kept(derived(fresh, "narrow", lambda: fresh.limit(1)))
    assert not is_kept(query.where(Person.id == 1))


def test_no_more_are_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(statements, "MOST", 5)
    for number in range(20):
        kept("many", lambda: select(Person.id), number)

    assert len(statements._kept) == 5


def test_each_page_of_a_kept_list_shows_its_own_rows(app: Flask):
    with app.test_request_context("/"):
        query = kept("pages under test", lambda: ordered(select(Person), None, descending=False))

        assert list(page_of(query, 25, 0)) == list(page_of(query, 25, 25)) == []


def test_addresses_of_rows_are_those_that_url_for_gives(app: Flask):
    with app.test_request_context("/"):
        assert addresses("people.person", "person_id")(12) == "/people/12"
        assert addresses("scheduling.run", "code")("A/1 é") == "/runs/A%2F1%20%C3%A9"
        assert row_links("enrolment.nominations", run=str.upper)("a-1") == "/nominations?run=A-1"


def test_a_screen_is_asked_as_url_for_has_it(app: Flask):
    with app.test_request_context("/"):
        assert asking("figures.rows") == "/figures/rows"
        asked = {"unit": "A&B é", "year": "", "course": None, "sex": Sex.FEMALE}
        assert asking("figures.rows", **asked) == url_for("figures.rows", **asked)
