"""What weighs asks again who it is, and whoever must have a second step sets it up before anything else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lms.accounts import services
from lms.accounts.models import RoleGrant, SignIn
from lms.accounts.proof import MOST_CARRIED
from lms.accounts.roles import Role
from lms.accounts.services import FRESH, TRIES_OF_ACCOUNT
from lms.audit.models import AuditEvent
from lms.platform import clock
from lms.platform.db import db
from tests.accounts.conftest import PASSWORD
from tests.support.client import Browser
from tests.support.factories import CourseFactory, UserFactory
from tests.support.passkey import Passkey, challenge_in
from tests.support.second_step import give_app, required

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + FRESH + timedelta(minutes=1)


def grants_of(user):
    db.session.expire_all()
    return {grant.role for grant in db.session.query(RoleGrant).filter_by(user_id=user.id)}


def role_form(place, **more):
    return {"role": "coordinator", "unit": place.code, **more}


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


# ---- asking again


def test_a_form_that_weighs_is_not_even_shown_before(app, admin, subject):
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
        assert browser.get(f"/accounts/{subject.id}/roles/new").status_code == 200
    with clock.frozen(LATER):
        answer = browser.get(f"/accounts/{subject.id}/roles/new")
        assert answer.status_code == 302
        assert answer.location == f"/confirm?next=/accounts/{subject.id}/roles/new"

        sent = browser.post(answer.location, {"proof-password": PASSWORD})
        assert sent.location == f"/accounts/{subject.id}/roles/new"
        assert browser.get(sent.location).status_code == 200


def test_what_was_typed_waits_and_is_sent_on_by_a_click_alone(app, admin, subject, place):
    code, _recovery = give_app(admin)
    url = f"/accounts/{subject.id}/roles/new"
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        asked = browser.post(url, role_form(place, starts_on='"><script>'))
        assert asked.status_code == 403
        assert grants_of(subject) == {Role.TRAINER}
        assert "<script>" not in asked.text.split("<body", 1)[1].split("proof-code")[0]
        assert 'name="starts_on" value="&#34;&gt;&lt;script&gt;"' in asked.text

        asked = browser.post(url, role_form(place))
        form = hidden(asked.text)
        assert (form["role"], form["unit"]) == ("coordinator", place.code)
        assert browser.get(url).status_code == 302  # being asked has not made anybody sure

        done = browser.post(url, {**form, "proof-code": code.at(LATER)})
        assert done.status_code == 302
        assert grants_of(subject) == {Role.TRAINER, Role.COORDINATOR}
        assert browser.get(url).status_code == 200


def test_a50_a_double_click_has_one_effect(app, admin, subject, place):
    code, _recovery = give_app(admin)
    url = f"/accounts/{subject.id}/roles/new"
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        form = role_form(place) | {"proof-code": code.at(LATER)}
        assert browser.post(url, form).status_code == 302
        assert browser.post(url, form).status_code == 302

    assert db.session.query(RoleGrant).filter_by(user_id=subject.id).count() == 2
    assert db.session.query(AuditEvent).filter_by(action="accounts.grant").count() == 2  # one each


def test_a_wrong_code_keeps_the_form_and_does_nothing(app, admin, subject, place):
    give_app(admin)
    url = f"/accounts/{subject.id}/roles/new"
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        for _ in range(TRIES_OF_ACCOUNT):
            answer = browser.post(url, role_form(place) | {"proof-code": "000000"})
            assert answer.status_code == 422
            assert hidden(answer.text)["role"] == "coordinator"
        assert browser.post(url, role_form(place) | {"proof-code": "000000"}).status_code == 429

    assert grants_of(subject) == {Role.TRAINER}


def test_a_code_that_was_taken_stays_taken_when_the_form_is_refused(app, admin, subject, place):
    code, _recovery = give_app(admin)
    url = f"/accounts/{subject.id}/roles/new"
    with clock.frozen(NOW):
        first, second = Browser(app).sign_in(admin), Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        wrong = role_form(place, role="king") | {"proof-code": code.at(LATER)}
        assert first.post(url, wrong).status_code == 422
        assert first.get(url).status_code == 200  # it was they, whatever they typed
        again = second.post(url, role_form(place) | {"proof-code": code.at(LATER)})
        assert again.status_code == 422
        assert 'name="proof-code"' in again.text


def test_g13_the_sign_in_goes_on_under_another_token(app, admin):
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    cookie = browser.client.get_cookie("daftar").value
    with clock.frozen(LATER):
        assert browser.post("/confirm", {"proof-password": PASSWORD}).status_code == 302
        assert browser.get("/account").status_code == 200
        thief = Browser(app)
        thief.client.set_cookie("daftar", cookie)
        assert thief.get("/account").status_code == 302
    assert db.session.query(SignIn).count() == 1


def test_the_password_is_not_enough_for_who_has_a_second_step(app, admin, subject):
    give_app(admin)
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        assert 'name="proof-password"' not in browser.get("/confirm").text
        assert browser.post("/confirm", {"proof-password": PASSWORD}).status_code == 422


def test_a_new_password_does_not_make_sure_of_who_has_a_second_step(app, admin, subject):
    give_app(admin)
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        sent = {"current": PASSWORD, "password": "another of my own"}
        assert browser.post("/account", sent).status_code == 302
        assert browser.get(f"/accounts/{subject.id}/roles/new").location.startswith("/confirm")


def test_a_passkey_makes_sure_too(app, admin):
    key = Passkey()
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
        made = key.make(challenge_in(browser.get("/account/second-step/passkey").text))
        answer = browser.post("/account/second-step/passkey", {"name": "Key", "passkey": made})
        assert answer.status_code == 200
    with clock.frozen(LATER):
        challenge = challenge_in(browser.get("/confirm").text)
        assert browser.post("/confirm", {"proof-passkey": key.use(challenge)}).status_code == 302


def test_a_form_too_large_to_wait_is_not_lost_in_silence(app, admin, subject, place):
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
    with clock.frozen(LATER):
        form = role_form(place, note="x" * MOST_CARRIED)
        assert browser.post(f"/accounts/{subject.id}/roles/new", form).status_code == 413


def test_a22_confirming_never_leads_to_another_site(app, admin):
    browser = Browser(app).sign_in(admin)
    for wished in ("https://example.com/", "//example.com", "/\\example.com"):
        answer = browser.post(
            "/confirm", {"proof-password": PASSWORD}, query_string={"next": wished}
        )
        assert answer.location == "/"


def test_a_file_of_very_many_rows_asks_again(app, admin, place, monkeypatch):
    monkeypatch.setattr("lms.platform.listing.listing.LARGE", 2)
    for _ in range(3):
        UserFactory(role=Role.TRAINER, unit=place)
        CourseFactory(unit=place)
    with clock.frozen(NOW):
        browser = Browser(app).sign_in(admin)
        assert browser.get("/courses?format=csv").mimetype == "text/csv"
        assert "/confirm" not in browser.get("/accounts?format=csv").location
    with clock.frozen(LATER):
        assert browser.get("/accounts?format=csv&q=Nadia").mimetype == "text/csv"
        of_people = browser.get("/accounts?format=csv").location
        assert of_people == "/confirm?next=/accounts?format%3Dcsv"
        others = browser.get("/courses?format=csv").location
        assert others == "/confirm?next=/courses"
        assert "take it again" in browser.get(others).text


# ---- setting it up first


def test_whoever_must_have_a_second_step_sets_it_up_first(app, admin):
    browser = Browser(app).sign_in(admin)
    with required(app):
        for url in ("/places", "/accounts", "/accounts/new", "/search?q=x"):
            assert browser.get(url).location == "/account/second-step", url
        page = browser.get("/account/second-step").text
        assert "Set it up before you go on" in page
        assert browser.get("/account/second-step/app").status_code == 200
        assert browser.get("/preferences").status_code == 200

        give_app(admin)
        assert browser.get("/accounts").status_code == 200


def test_a_trainee_may_have_one_and_need_not(app):
    trainee = UserFactory(role=Role.TRAINEE)
    browser = Browser(app).sign_in(trainee)
    with required(app):
        assert browser.get("/my-record").status_code == 200
        assert browser.get("/account/second-step/app").status_code == 200


def test_a_role_that_is_given_counts_at_the_next_request_whatever_one_works_as(app, place):
    trainee = UserFactory(role=Role.TRAINEE, unit=place)
    browser = Browser(app).sign_in(trainee)
    with required(app):
        assert browser.get("/my-record").status_code == 200
        services.grant_role(trainee, Role.COORDINATOR, place)
        assert browser.get("/my-record").location == "/account/second-step"


def test_nobody_is_led_anywhere_where_it_is_only_offered(app, admin):
    assert Browser(app).sign_in(admin).get("/accounts").status_code == 200
