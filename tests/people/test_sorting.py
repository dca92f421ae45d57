"""A list of people of several countries: the reader's script first, in each script the order of its language."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, update

from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.attendance.queries import roster_on
from lms.enrolment.queries import sheet_numbers
from lms.people import services
from lms.people.models import Person
from lms.people.rules import PersonData
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n.collation import sort_key
from lms.platform.i18n.preferences import Preferences, use_preferences
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
    actor,
    country,
)
from tests.support.statements import counted_statements

LATIN = [("Anna Smith", "en", "EG"), ("Zoe Brown", "en", "EG")]
GEORGIAN = [("ანა ბერიძე", "ka", "GE"), ("ჰამლეტ ჯიქია", "ka", "GE")]
ARABIC = [
    ("أحمد علي", "ar", "EG"),
    ("پریسا کریمی", "fa", "IR"),
    ("قاسم منصور", "ar", "EG"),
    ("گلناز رضایی", "fa", "IR"),
    ("ياسر عمر", "ar", "EG"),
]
PEOPLE = LATIN + GEORGIAN + ARABIC
IN_ORDER = {
    "en": LATIN + GEORGIAN + ARABIC,
    "ka": GEORGIAN + LATIN + ARABIC,
    "ar": ARABIC + LATIN + GEORGIAN,
    "fa": ARABIC + LATIN + GEORGIAN,
}
FIXED = [name for name, _language, _country in PEOPLE]


def names_for(reader: str) -> list[str]:
    return [name for name, _language, _country in IN_ORDER[reader]]


def record(unit) -> None:
    for name, language, code in reversed(PEOPLE):
        data = PersonData(name, code, language=language)
        services.create_person(data, actor(Role.COORDINATOR, unit), unit=unit)


@pytest.fixture
def unit(app):
    return UnitFactory()


@pytest.fixture
def signed_in(browser, unit):
    """Whoever keeps the people of the place, in some language."""

    def sign_in(reader: str):
        grant = {"role": Role.COORDINATOR, "unit": unit}
        return browser.sign_in(UserFactory(**grant, language=reader, digits="latn"))

    return sign_in


@pytest.mark.parametrize("reader", sorted(IN_ORDER))
def test_a_mixed_list_begins_with_the_script_of_its_reader(signed_in, unit, reader):
    record(unit)
    browser = signed_in(reader)

    for sort, order in (("name", names_for(reader)), ("-name", names_for(reader)[::-1])):
        page = browser.get(f"/people?sort={sort}").text
        assert sorted(FIXED, key=page.index) == order


@pytest.mark.parametrize("reader", ["ar", "ka"])
def test_a_file_is_in_the_order_of_whoever_takes_it(signed_in, unit, reader):
    record(unit)
    sheet = signed_in(reader).get("/people?format=csv").data.decode("utf-8-sig")

    assert [row[0] for row in csv.reader(io.StringIO(sheet))][1:] == names_for(reader)


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("reader", ["ar", "ka"])
def test_pages_of_a_mixed_list_have_everybody_once(signed_in, unit, reader, direction):
    for number in range(30):  # of each name several, whom only their records tell apart
        for name, language in (("منى", "ar"), ("Mona", "en"), ("ნინო", "ka")):
            PersonFactory(full_name=f"{name} {number % 7}", language=language, unit=unit)
    browser = signed_in(reader)
    listed = []
    for page in range(1, 5):
        with counted_statements() as sent:
            text = browser.get(f"/people?sort={direction}name&page={page}").text
        assert len(sent) <= 10
        listed += [int(found) for found in re.findall(r'href="/people/(\d+)"', text)]

    assert len(listed) == len(set(listed)) == 90
    scripts = [db.session.get(Person, one).language for one in listed]
    order = {"ar": ["ar", "en", "ka"], "ka": ["ka", "en", "ar"]}[reader]
    assert list(dict.fromkeys(scripts)) == (order[::-1] if direction else order)


@pytest.mark.parametrize(("place", "first"), [("EG", "منى"), ("GE", "ნინო"), ("IR", "منى")])
def test_a_paper_numbers_its_rows_alike_for_all_who_read_it(app, place, first):
    session = SessionFactory(run__course__unit=UnitFactory(country=country(place)))
    for name, language in (("Mona", "en"), ("ნინო", "ka"), ("منى", "ar")):
        person = PersonFactory(full_name=name, language=language)
        EnrolmentFactory(run=session.run, person=person)
    rows = set()
    for reader in IN_ORDER:
        with use_preferences(Preferences(language=reader)):
            paper = list(db.session.scalars(roster_on(session)))
            numbers = sheet_numbers(session.run, [one.id for one in paper])
        assert paper[0].person.full_name == first
        assert [numbers[one.id] for one in paper] == [1, 2, 3]
        rows.add(tuple(one.id for one in paper))
    assert len(rows) == 1


def test_those_on_record_before_are_put_in_order_by_the_upgrade(own_database):
    ordered = select(Person.full_name).order_by(Person.sort_key)
    with own_database.app_context():
        record(UnitFactory())
        user = UserFactory(display_name="هدى", language="fa")
        gone = UserFactory(display_name="–", erased_at=clock.now(), sort_key=b"")
        accounts = {one.id: one.sort_key for one in (user, gone)}
        for person in db.session.scalars(select(Person)):
            person.sort_key = sort_key(person.full_name, person.language)
        db.session.execute(
            update(Person).where(Person.full_name == "Anna Smith").values(sort_key=b"")
        )
        db.session.commit()
        assert db.session.scalars(ordered).all() != FIXED
        db.session.remove()

        downgrade(revision="0041-1")
        upgrade()
        assert db.session.scalars(ordered).all() == FIXED
        erased = select(Person.sort_key).where(Person.full_name == "Anna Smith")
        assert db.session.scalar(erased) == b""
        of_accounts = select(UserAccount.id, UserAccount.sort_key)
        found = db.session.execute(of_accounts.where(UserAccount.id.in_(accounts)))
        assert dict(list(found)) == accounts
        db.session.remove()
