"""The first run: an empty register is set up once, by whoever can see the machine it runs on."""

from __future__ import annotations

import stat
from threading import Barrier, Thread

import pytest

from lms.accounts import services
from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.organisation.reference import countries
from lms.platform.db import db
from lms.platform.ids import grouped
from tests.support.client import Browser
from tests.support.factories import UserFactory

SAID = {
    "country": "GE",
    "name": "Public Service Bureau",
    "kind": "agency",
    "code": "PSB",
    "display_name": "Tamar",
    "email": "tamar@example.org",
    "password": "a long word of seven",
}


@pytest.fixture
def code(app):
    return services.set_up_code(app.config["SETTINGS"].set_up_code_file)


def accounts():
    return db.session.query(UserAccount).count()


def test_an_empty_register_leads_whoever_comes_to_its_set_up(browser):
    assert browser.get("/").location == "/set-up"
    assert "Set-up code" in browser.get("/set-up").text


def test_sets_up_country_places_institution_and_administrator(browser, code):
    sent = {**SAID, "set_up_code": grouped(code), "with_places": "y"}

    assert browser.post("/set-up", sent).status_code == 302

    account = db.session.query(UserAccount).one()
    assert [(grant.role, grant.unit.code) for grant in account.grants] == [
        (Role.SYSTEM_ADMINISTRATOR, "GE")
    ]
    institution = db.session.query(OrgUnit).filter_by(code="PSB").one()
    assert (institution.name_en, institution.parent.code) == ("Public Service Bureau", "GE")
    assert db.session.query(OrgUnit).count() > 60
    assert browser.get("/places").status_code == 200


@pytest.mark.parametrize("country", countries())
def test_works_for_each_country_without_its_places(browser, code, country):
    sent = {**SAID, "set_up_code": code, "country": country}
    assert browser.post("/set-up", sent).status_code == 302
    assert db.session.query(OrgUnit).count() == 2


def test_keeps_the_name_in_the_language_it_is_read_in(browser, code):
    sent = {**SAID, "set_up_code": code, "name": "მუნიციპალიტეტი", "name_en": "Municipality"}
    browser.post("/set-up?lang=ka", sent)

    institution = db.session.query(OrgUnit).filter_by(code="PSB").one()
    assert (institution.name_ka, institution.name_en) == ("მუნიციპალიტეტი", "Municipality")
    assert db.session.query(UserAccount).one().language == "ka"


def test_is_gone_once_there_is_an_account(app, browser, code):
    UserFactory()
    assert browser.get("/").location == "/sign-in"
    assert browser.get("/set-up").status_code == 404
    assert browser.post("/set-up", {**SAID, "set_up_code": code}).status_code == 404
    assert accounts() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("set_up_code", ""),
        ("set_up_code", "0000-0000-0000-0000-0000-0000-0000"),
        ("country", "XX"),
        ("name", ""),
        ("kind", "country"),
        ("code", "a b"),
        ("display_name", ""),
        ("email", "tamar"),
        ("password", "password"),
        ("password", "short"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(browser, code, field, value):
    answer = browser.post("/set-up", {**SAID, "set_up_code": code, field: value})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="tamar@example.org"' in answer.text or field == "email"
    assert (accounts(), db.session.query(OrgUnit).count()) == (0, 0)


def test_guessing_the_code_is_slowed_down(browser, code):
    for _ in range(5):
        assert browser.post("/set-up", {**SAID, "set_up_code": "0" * 28}).status_code == 422
    assert browser.post("/set-up", {**SAID, "set_up_code": code}).status_code == 429
    assert accounts() == 0


def test_the_code_stays_the_same_and_only_its_owner_reads_it(app, code, tmp_path):
    file = tmp_path / "code"
    assert services.set_up_code(file) == services.set_up_code(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", ["", "x", "not a code", "0" * 28])
def test_a_code_that_was_never_written_lets_nobody_in(app, browser, typed):
    app.config["SETTINGS"].set_up_code_file.write_text("")
    try:
        answer = browser.post("/set-up", {**SAID, "set_up_code": typed})
    finally:
        app.config["SETTINGS"].set_up_code_file.unlink()

    assert answer.status_code == 422
    assert accounts() == 0


def test_two_who_set_up_at_once_make_one_register(app, code):
    ready, answers = Barrier(2), []

    def send(email):
        ready.wait()
        sent = {**SAID, "set_up_code": code, "email": email}
        answers.append(Browser(app).client.post("/set-up", data=sent).status_code)

    db.session.remove()
    senders = [Thread(target=send, args=(f"{name}@example.org",)) for name in ("one", "other")]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sorted(answers) in ([302, 404], [302, 409])
    assert accounts() == 1
