"""What weighs asks again who it is, and whoever must have a second step sets it up before anything else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from lms.accounts import services
from lms.accounts.models import Authenticator, RecoveryCode, RoleGrant, SignIn
from lms.accounts.proof import MOST_CARRIED
from lms.accounts.roles import Role
from lms.accounts.services import FRESH, TRIES_OF_ACCOUNT
from lms.audit.models import AuditEvent
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import CourseFactory, UnitFactory, UserFactory
from tests.support.passkey import Passkey, challenge_in
from tests.support.second_step import give_app, required
from tests.support.smtp import text_of

PASSWORD = "كلمة مرور طويلة"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + FRESH + timedelta(minutes=1)


@pytest.fixture
def place(app):
    return UnitFactory()


@pytest.fixture
def admin(app, place):
    user = services.create_account(
        email="nadia@example.org",
        display_name="Nadia",
        password=PASSWORD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, Role.SYSTEM_ADMINISTRATOR, place)
    return user


@pytest.fixture
def subject(place):
    return UserFactory(role=Role.TRAINER, unit=place)


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


# ---- one's own


def test_the_last_one_stays_where_it_is_needed(app, admin):
    give_app(admin)
    one = db.session.query(Authenticator).one().id
    browser = Browser(app).sign_in(admin)
    with required(app):
        assert browser.post(f"/account/second-step/{one}/remove").status_code == 409
    assert db.session.query(Authenticator).count() == 1

    assert browser.post(f"/account/second-step/{one}/remove").status_code == 302
    assert db.session.query(Authenticator).count() == 0
    assert db.session.query(RecoveryCode).count() == 0


def test_v743_what_changes_a_second_step_ends_the_other_sign_ins(app, admin):
    def add():
        page = here.get("/account/second-step/passkey").text
        made = Passkey().make(challenge_in(page))
        return here.post("/account/second-step/passkey", {"name": "Key", "passkey": made})

    def remove():
        one = db.session.query(Authenticator).filter_by(kind="passkey").one().id
        return here.post(f"/account/second-step/{one}/remove")

    def renew():
        return here.post("/account/second-step/recovery-codes")

    give_app(admin)
    here = Browser(app).sign_in(admin)
    for change in (add, renew, remove):
        elsewhere = Browser(app).sign_in(admin)
        assert change().status_code in (200, 302)
        assert here.get("/account").status_code == 200
        assert elsewhere.get("/account").status_code == 302


def test_new_recovery_codes_replace_those_before(app, admin):
    _code, before = give_app(admin)
    browser = Browser(app).sign_in(admin)
    page = browser.post("/account/second-step/recovery-codes").text
    after = re.findall(r'dir="ltr">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', page)

    assert len(after) == 10
    assert not set(after) & set(before)
    assert db.session.query(RecoveryCode).count() == 10
    assert browser.post("/confirm", {"proof-recovery_code": before[0]}).status_code == 422
    assert browser.post("/confirm", {"proof-recovery_code": after[0]}).status_code == 302


def test_one_is_called_as_its_owner_likes_and_by_nobody_else(app, admin, subject):
    give_app(admin)
    one = db.session.query(Authenticator).one().id
    mine, theirs = Browser(app).sign_in(admin), Browser(app).sign_in(subject)

    assert mine.post(f"/account/second-step/{one}", {"name": ""}).status_code == 422
    assert mine.post(f"/account/second-step/{one}", {"name": "هاتفي"}).status_code == 302
    assert theirs.get(f"/account/second-step/{one}").status_code == 404
    assert theirs.post(f"/account/second-step/{one}/remove").status_code == 404
    assert db.session.query(Authenticator).one().name == "هاتفي"


def test_the_page_of_an_app_is_good_for_its_own_account_and_a_short_while(app, admin, subject):
    theirs = Browser(app).sign_in(subject).get("/account/second-step/app").text
    sealed = re.search(r'name="secret"[^>]*value="([0-9a-f]+)"', theirs)[1]
    browser = Browser(app).sign_in(admin)
    for wrong in (sealed, "", "zz", "00" * 40):
        sent = {"secret": wrong, "name": "Phone", "code": "123456"}
        answer = browser.post("/account/second-step/app", sent)
        assert answer.status_code == 422
    assert db.session.query(Authenticator).count() == 0


def test_v637_owners_hear_of_what_is_changed_about_their_second_step(app, admin, place, mailbox):
    _code, recovery = give_app(admin)
    here = Browser(app).sign_in(admin)
    made = Passkey().make(challenge_in(here.get("/account/second-step/passkey").text))
    here.post("/account/second-step/passkey", {"name": "Key", "passkey": made})
    one = db.session.query(Authenticator).filter_by(kind="passkey").one().id
    here.post(f"/account/second-step/{one}/remove")
    here.post("/confirm", {"proof-recovery_code": recovery[0]})
    here.post("/account/second-step/recovery-codes")
    other = Browser(app).sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=place))
    other.post(f"/accounts/{admin.id}/reset-second-step")
    mailbox.wait_for(admin.email, 5)

    texts = [" ".join(text_of(mail).split()) for mail in mailbox.to(admin.email)]
    words = ("was added", "was removed", "came into", "new recovery codes", "took the second step")
    for word in words:
        assert sum(word in text for text in texts) == 1, word
    assert len(texts) == len(words)


def test_what_lets_in_is_kept_by_no_cache(app, admin):
    give_app(admin)
    here = Browser(app).sign_in(admin)
    for page in (
        here.get("/account/second-step/app"),
        here.post("/account/second-step/recovery-codes"),
    ):
        assert page.headers["Cache-Control"] == "no-store"


# ---- for who lost it


def test_an_administrator_takes_the_second_step_of_another_away(app, admin, subject):
    give_app(subject)
    theirs, browser = Browser(app).sign_in(subject), Browser(app).sign_in(admin)

    assert "Take the second step away" in browser.get(f"/accounts/{subject.id}").text
    assert browser.post(f"/accounts/{subject.id}/reset-second-step").status_code == 302

    assert theirs.get("/account").status_code == 302
    assert db.session.query(Authenticator).count() == 0
    event = db.session.query(AuditEvent).filter_by(action="accounts.reset_factors").one()
    assert (event.actor_user_id, event.subject_id) == (admin.id, str(subject.id))


def test_nobody_takes_away_their_own_or_that_of_who_works_elsewhere_too(app, admin, subject):
    give_app(admin)
    browser = Browser(app).sign_in(admin)
    assert browser.post(f"/accounts/{admin.id}/reset-second-step").status_code == 403

    give_app(subject)
    services.grant_role(subject, Role.COORDINATOR, UnitFactory())
    assert browser.post(f"/accounts/{subject.id}/reset-second-step").status_code == 403
    assert db.session.query(Authenticator).count() == 2


def test_the_operator_takes_it_away_by_a_command(app, subject):
    give_app(subject)
    db.session.commit()

    done = app.test_cli_runner().invoke(args=["user", "reset-factor", subject.email])

    assert done.exit_code == 0, done.output
    db.session.expire_all()
    assert db.session.query(Authenticator).count() == 0
