"""The second step of a sign-in: codes, recovery codes and passkeys, each taken once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from lms.accounts import services
from lms.accounts.models import Authenticator, PendingSignIn, RecoveryCode, SignIn
from lms.accounts.queries import PENDING_LIMIT
from lms.accounts.roles import Role
from lms.accounts.services import TRIES_OF_ACCOUNT, WINDOW
from lms.audit.models import AuditEvent
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, choose_password
from tests.support.passkey import VERIFIED, Passkey, challenge_in

PASSWORD = "كلمة مرور طويلة"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def account(app):
    user = services.create_account(
        email="nadia@example.org",
        display_name="Nadia",
        password=PASSWORD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(user, Role.CENTRE_ADMINISTRATOR, UnitFactory())
    return user


@pytest.fixture
def at_nine():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def phone(app, account, at_nine):
    """The account's authenticator app, as a function that says a code; with the recovery codes."""
    browser = enter(app)
    page = browser.get("/account/second-step/app").text
    secret = re.search(r'<span class="code" dir="ltr">([A-Z2-7 ]+)</span>', page)[1]
    totp = pyotp.TOTP(secret.replace(" ", ""))
    sealed = re.search(r'name="secret"[^>]*value="([0-9a-f]+)"', page)[1]
    before = NOW - 4 * STEP
    answer = browser.post(
        "/account/second-step/app",
        {"secret": sealed, "name": "Phone", "code": totp.at(NOW)},
    )
    assert answer.status_code == 200
    totp.recovery = re.findall(r'dir="ltr">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})<', answer.text)
    # So that the code of this half minute can be used by a test.
    db.session.query(Authenticator).one().last_step = int(before.timestamp()) // 30
    db.session.commit()
    return totp


def enter(app, password=PASSWORD):
    browser = Browser(app)
    answer = browser.post("/sign-in", {"email": "nadia@example.org", "password": password})
    assert answer.status_code == 302
    return browser


def send(browser, code="", **others):
    fields = {"proof-code": code, **{f"proof-{name}": value for name, value in others.items()}}
    return browser.post("/sign-in/code", fields)


def is_in(browser):
    return browser.get("/account").status_code == 200


def test_the_password_alone_opens_nothing_any_more(app, phone):
    browser = enter(app)

    assert not is_in(browser)
    assert browser.get("/sign-in/code").status_code == 200
    assert send(browser, phone.at(NOW)).status_code == 302
    assert is_in(browser)


def test_a12_the_token_of_the_first_step_is_not_that_of_the_sign_in(app, phone):
    browser = enter(app)
    pending = db.session.query(PendingSignIn).one().token_hash
    send(browser, phone.at(NOW))

    assert db.session.query(PendingSignIn).count() == 0
    assert pending not in {row.token_hash for row in db.session.query(SignIn)}


def test_g13_a_pending_token_is_completed_once(app, phone):
    browser = enter(app)
    cookie = browser.client.get_cookie("daftar").value
    assert send(browser, phone.at(NOW)).status_code == 302

    thief = Browser(app)
    thief.client.set_cookie("daftar", cookie)
    answer = send(thief, recovery_code=phone.recovery[0])

    assert answer.location.startswith("/sign-in")
    assert not is_in(thief)
    assert db.session.query(RecoveryCode).filter(RecoveryCode.used_at.is_not(None)).count() == 0


def test_a_code_is_taken_once(app, phone):
    assert send(enter(app), phone.at(NOW)).status_code == 302

    again = enter(app)
    assert send(again, phone.at(NOW)).status_code == 422
    assert not is_in(again)


@pytest.mark.parametrize(("ahead", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_the_clock_of_a_telephone_may_be_half_a_minute_off(app, phone, ahead, status):
    assert send(enter(app), phone.at(NOW + ahead * STEP)).status_code == status


def test_a_code_in_arabic_digits_with_a_space_is_the_same_code(app, phone):
    code = phone.at(NOW).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert send(enter(app), f"{code[:3]} {code[3:]}").status_code == 302


@pytest.mark.parametrize("code", ["", "1", "abcdef", "0000000", "‮123456", "9" * 500])
def test_what_is_no_code_is_refused_in_words(app, phone, code):
    answer = send(enter(app), code)

    assert answer.status_code == 422
    assert "error-summary" in answer.text


def test_a16_guesses_at_codes_are_slowed_down_by_themselves(app, phone):
    browser = enter(app)
    for _ in range(TRIES_OF_ACCOUNT):
        assert send(browser, "000000").status_code == 422
    assert send(browser, phone.at(NOW)).status_code == 429
    assert send(enter(app), phone.at(NOW)).status_code == 429  # another sign-in helps nobody

    later = NOW + WINDOW + timedelta(seconds=1)
    with clock.frozen(later):
        assert send(browser, phone.at(later)).status_code == 302


def test_the_first_step_is_not_waited_for_for_ever(app, phone):
    browser = enter(app)
    later = NOW + PENDING_LIMIT + timedelta(seconds=1)

    with clock.frozen(later):
        answer = send(browser, phone.at(later))
        assert answer.location.startswith("/sign-in")
        assert not is_in(browser)


@pytest.mark.parametrize("how", ["password", "disabled", "role", "reset"])
def test_g13_what_ends_sign_ins_ends_one_that_waits_for_its_second_step(app, account, phone, how):
    browser = enter(app)
    ways = {
        "password": lambda: choose_password(account, "another of my own"),
        "disabled": lambda: services.disable(account),
        "role": lambda: services.end_grant(account.grants[0]),
        "reset": lambda: services.reset_factors(account),
    }
    ways[how]()

    send(browser, phone.at(NOW))
    assert not is_in(browser)


def test_a_recovery_code_lets_in_once_and_is_on_record(app, phone):
    assert len(set(phone.recovery)) == 10
    browser = enter(app)
    assert send(browser, recovery_code=phone.recovery[3].lower()).status_code == 302
    assert "9 are left" in browser.get("/account").text

    assert send(enter(app), recovery_code=phone.recovery[3]).status_code == 422
    assert db.session.query(AuditEvent).filter_by(action="accounts.use_recovery_code").count() == 1


def test_nothing_that_lets_in_is_kept_in_clear(app, phone):
    app_row = db.session.query(Authenticator).one()
    assert phone.secret.encode() not in app_row.sealed_secret
    kept = {row.code_hash for row in db.session.query(RecoveryCode)}
    assert not any(code.replace("-", "") in kept for code in phone.recovery)


# ---- passkeys


@pytest.fixture
def passkey(app, account, at_nine):
    browser, key = enter(app), Passkey()
    challenge = challenge_in(browser.get("/account/second-step/passkey").text)
    answer = browser.post(
        "/account/second-step/passkey", {"name": "Laptop", "passkey": key.make(challenge)}
    )
    assert answer.status_code == 200, answer.text
    return key


def by_passkey(browser, key, challenge=None):
    challenge = challenge or challenge_in(browser.get("/sign-in").text)
    return browser.post("/sign-in/passkey", {"proof-passkey": key.use(challenge)})


def test_a_passkey_is_both_steps_at_once(app, passkey):
    browser = Browser(app)

    assert by_passkey(browser, passkey).status_code == 302
    assert is_in(browser)


def test_a_passkey_is_a_second_step_too(app, passkey):
    browser = enter(app)
    challenge = challenge_in(browser.get("/sign-in/code").text)

    assert send(browser, passkey=passkey.use(challenge)).status_code == 302
    assert is_in(browser)


def test_an_answer_of_a_passkey_is_taken_once(app, passkey):
    browser = Browser(app)
    passkey.count = -1  # as keys do that are kept in a cloud: they do not count
    challenge = challenge_in(browser.get("/sign-in").text)
    answer = passkey.use(challenge)
    visitor = browser.client.get_cookie("daftar").value
    assert browser.post("/sign-in/passkey", {"proof-passkey": answer}).status_code == 302

    again = Browser(app)
    again.client.set_cookie("daftar", visitor)
    assert again.post("/sign-in/passkey", {"proof-passkey": answer}).status_code == 422


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://daftar.example.org"},
        {"origin": "http://localhost:8000"},
        {"rp": "example.org"},
        {"flags": VERIFIED},
        {"flags": 1},
        {"id": b"another one that nobody knows..."},
        {"key": Passkey().key},
    ],
)
def test_the_answer_of_another_site_or_key_or_without_a_pin_is_refused(app, passkey, change):
    for name, value in change.items():
        setattr(passkey, name, value)
    browser = Browser(app)

    assert by_passkey(browser, passkey).status_code == 422
    assert not is_in(browser)


def test_a_copy_of_a_passkey_is_noticed_by_its_count(app, passkey):
    passkey.count = 41
    assert by_passkey(Browser(app), passkey).status_code == 302
    passkey.count = 40

    assert by_passkey(Browser(app), passkey).status_code == 422


def test_a_challenge_is_good_for_its_own_browser_purpose_and_time(app, passkey):
    theirs = challenge_in(Browser(app).get("/sign-in").text)
    assert by_passkey(Browser(app), passkey, theirs).status_code == 422

    browser = enter(app)
    at_sign_in = challenge_in(browser.get("/sign-in").text)
    assert send(browser, passkey=passkey.use(at_sign_in)).status_code == 422

    browser = Browser(app)
    challenge = challenge_in(browser.get("/sign-in").text)
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert by_passkey(browser, passkey, challenge).status_code == 422


def test_the_passkey_of_somebody_else_is_no_second_step(app, passkey, account):
    other = services.create_account(
        email="hala@example.org",
        display_name="Hala",
        password=PASSWORD,
        preferences=Preferences(language="en"),
    )
    services.grant_role(other, Role.AUDITOR, UnitFactory())
    theirs = Passkey()
    db.session.add(
        Authenticator(
            user_id=other.id,
            kind="passkey",
            name="x",
            credential_id=theirs.id,
            public_key=db.session.query(Authenticator).one().public_key,
        )
    )
    browser = Browser(app)
    browser.post("/sign-in", {"email": "hala@example.org", "password": PASSWORD})
    challenge = challenge_in(browser.get("/sign-in/code").text)

    assert send(browser, passkey=passkey.use(challenge)).status_code == 422


def test_a_disabled_account_is_not_entered_by_its_passkey(app, passkey, account):
    services.disable(account)

    assert by_passkey(Browser(app), passkey).status_code == 422


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[" * 20_000,
        "x" * 30_000,
        '{"id": 1}',
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "authenticatorData": "AA", "signature": "AA"}}',
    ],
)
def test_what_no_browser_answers_is_refused_in_words(app, passkey, answer):
    for path in ("/sign-in/passkey", "/sign-in/code"):
        sent = enter(app).post(path, {"proof-passkey": answer})
        assert sent.status_code == 422, path
