"""A forgotten password: the same answer for everybody, and a link that works once, for half an hour."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest

from lms.accounts import services
from lms.accounts.models import AccountLink, Authenticator, AuthenticatorKind, LinkPurpose
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.jobs.models import Job
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import Preferences
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory
from tests.support.smtp import link_in, text_of

EMAIL, OLD, NEW = "nadia@example.org", "كلمة مرور طويلة", "another of my own"


@pytest.fixture
def account(app):
    user = services.create_account(
        email=EMAIL, display_name="Nadia", password=OLD, preferences=Preferences(language="en")
    )
    services.grant_role(user, Role.TRAINER, UnitFactory())
    return user


def ask(app, email: str = EMAIL, **kwargs):
    return Browser(app).post("/forgotten", {"email": email}, **kwargs)


def said(answer) -> str:
    """The page without what is typed and the form's token."""
    return re.sub(r'value="[^"]*"', "", answer.text)


@pytest.fixture
def path(app, account, mailbox) -> str:
    """Where the link in the message leads."""
    assert ask(app).status_code == 200
    return urlsplit(link_in(mailbox.wait_for(EMAIL))).path


def can_enter(app, password: str) -> bool:
    answer = Browser(app).post("/sign-in", {"email": EMAIL, "password": password})
    return answer.status_code == 302


def test_a_new_password_by_mail(app, path, mailbox):
    assert "asked for" in text_of(mailbox.wait_for(EMAIL))
    owner = Browser(app)
    assert EMAIL in owner.get(path).text

    assert owner.post(path, {"password": NEW}).status_code == 302

    assert owner.get("/account").status_code == 200
    assert can_enter(app, NEW)
    assert not can_enter(app, OLD)
    assert "was changed on" in text_of(mailbox.wait_for(EMAIL, 2))
    recorded = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert recorded[-2:] == ["accounts.send_reset", "accounts.set_password"]


def test_the_sign_in_page_leads_there(browser):
    assert 'href="/forgotten"' in browser.get("/sign-in").text
    assert browser.get("/forgotten").status_code == 200


def test_a17_a_known_and_an_unknown_address_get_the_same_answer(app, account, mailbox):
    known, unknown = ask(app), ask(app, "nobody@example.org")

    assert known.status_code == unknown.status_code == 200
    assert said(known) == said(unknown)
    assert len(known.data) == len(unknown.data)
    assert [mail["To"] for mail in mailbox.mails] == [EMAIL]


def test_a17_both_leave_the_same_work_behind(app, account, mailbox, count_queries):
    statements = []
    for email in (EMAIL, "nobody@example.org"):
        with count_queries() as sent:
            services.ask_for_reset(email, client=email)
            db.session.flush()
        statements.append(list(sent))
        db.session.commit()
    assert statements[0] == statements[1]
    payloads = [job.payload for job in db.session.query(Job).filter_by(kind=services.SEND_RESET)]
    assert [set(payload) for payload in payloads] == [{"account", "asked"}] * 2


def test_an_address_that_is_none_is_told_at_the_field(app):
    answer = ask(app, "nadia at example")
    assert answer.status_code == 422
    assert 'value="nadia at example"' in answer.text


def test_g14_three_an_hour_for_an_account_known_or_not(app, account, mailbox):
    for email in (EMAIL, "nobody@example.org"):
        answers = [
            ask(app, email, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code
            for n in range(5)
        ]
        assert answers == [200, 200, 200, 429, 429]
    assert len(mailbox.mails) == 3
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=1)):
        assert ask(app).status_code == 200


def test_g14_three_an_hour_from_a_client(app, account):
    answers = [ask(app, f"{n}@example.org") for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 3600


@pytest.mark.parametrize("state", ["disabled", "invited"])
def test_who_may_not_sign_in_is_sent_nothing_and_nobody_sees_the_difference(
    app, account, mailbox, state
):
    if state == "disabled":
        account.is_disabled = True
    else:
        account.password_hash = None
    assert said(ask(app)) == said(ask(app, "nobody@example.org"))
    assert mailbox.mails == []


def test_a20_the_link_is_on_the_configured_address_whatever_host_is_asked(app, account, mailbox):
    ask(app, headers={"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com"})
    for mail in mailbox.mails:
        assert link_in(mail).startswith("http://localhost/reset/")
        assert "evil" not in text_of(mail)


def test_a21_a_link_works_once(app, path):
    assert Browser(app).post(path, {"password": NEW}).status_code == 302
    assert Browser(app).post(path, {"password": "a third of them"}).status_code == 410
    assert can_enter(app, NEW)


def test_a21_not_after_half_an_hour(app, path):
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        assert Browser(app).get(path).status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=30, seconds=1)):
        assert Browser(app).post(path, {"password": NEW}).status_code == 410
    assert can_enter(app, OLD)


@pytest.mark.parametrize("change", ["password", "disabled", "newer", "email"])
def test_a21_not_after_what_makes_it_void(app, account, path, mailbox, change):
    match change:
        case "password":
            inside = Browser(app).sign_in(account)
            inside.post("/account", {"current": OLD, "password": "a third of them"})
        case "disabled":
            services.disable(account)
            services.enable(account)
        case "newer":
            ask(app)
        case "email":
            admin = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=account.grants[0].unit)
            facts = {"display_name": "Nadia", "email": "n@example.org", "person": ""}
            Browser(app).sign_in(admin).post(f"/accounts/{account.id}/edit", facts)

    assert Browser(app).get(path).status_code == 410
    assert Browser(app).post(path, {"password": NEW}).status_code == 410
    if change == "newer":
        newest = urlsplit(link_in(mailbox.wait_for(EMAIL, 2))).path
        assert Browser(app).post(newest, {"password": NEW}).status_code == 302


def test_a21_two_who_use_it_at_once_set_one_password(app, path):
    ready, answers = Barrier(2), {}

    def use(password: str) -> None:
        client = app.test_client()
        ready.wait()
        answers[password] = client.post(path, data={"password": password}).status_code

    db.session.remove()
    users = [Thread(target=use, args=(password,)) for password in (NEW, "a third of them")]
    for user in users:
        user.start()
    for user in users:
        user.join()

    assert sorted(answers.values()) == [302, 410]
    (winner,) = (password for password, status in answers.items() if status == 302)
    (loser,) = (password for password, status in answers.items() if status == 410)
    assert can_enter(app, winner)
    assert not can_enter(app, loser)


def test_a_link_of_one_kind_is_none_of_the_other(app, path):
    assert Browser(app).get(path.replace("/reset/", "/invitation/")).status_code == 410
    assert Browser(app).get("/reset/x").status_code == 410
    assert Browser(app).get(f"/reset/{'x' * 3000}").status_code == 410


def test_g13_every_sign_in_from_before_ends(app, account, path):
    elsewhere = Browser(app).sign_in(account)
    assert elsewhere.get("/account").status_code == 200
    Browser(app).post(path, {"password": NEW})
    assert elsewhere.get("/account").status_code == 302


def test_the_secret_stays_in_the_link(app, path, caplog):
    token = path.rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    with caplog.at_level(logging.DEBUG):
        answers = [
            Browser(app).get(path),
            Browser(app).post(path, {"password": "short"}),
            Browser(app).post(path, {"password": NEW}),
            Browser(app).get(path),
        ]
    for answer in (answers[0], answers[1], answers[3]):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
    assert token not in caplog.text
    assert token not in str([vars(row) for row in db.session.query(AccountLink)])
    assert token not in str([vars(row) for row in db.session.query(AuditEvent)])
    assert token not in str([vars(row) for row in db.session.query(Job)])


def test_over_https_the_form_is_taken_without_a_referer_and_not_without_its_token(
    app, path, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    owner = Browser(app)
    page = owner.get(path, base_url="https://localhost").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    forged = owner.post(path, {"password": NEW}, base_url="https://localhost")
    assert forged.status_code == 422
    taken = owner.post(path, {"password": NEW, "csrf_token": token}, base_url="https://localhost")
    assert taken.status_code == 302


def test_v6_4_6_an_administrator_sends_the_link_and_never_sees_it(app, account, mailbox):
    admin = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=account.grants[0].unit)
    browser = Browser(app).sign_in(admin)

    answer = browser.post(f"/accounts/{account.id}/reset")

    token = link_in(mailbox.wait_for(EMAIL)).rpartition("/")[2]
    page = browser.get(answer.location).text
    assert "Link for a new password sent" in page
    assert token not in answer.text + page
    assert can_enter(app, OLD)  # until its owner has chosen another
    event = db.session.query(AuditEvent).filter_by(action="accounts.send_reset").one()
    assert event.actor_user_id == admin.id


def test_an_account_that_was_never_entered_is_invited_instead(app, account):
    admin = UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=account.grants[0].unit)
    account.password_hash = None
    assert Browser(app).sign_in(admin).post(f"/accounts/{account.id}/reset").status_code == 409


def test_somebody_who_was_locked_out_by_guesses_gets_in_by_a_link(app, account, mailbox):
    for _ in range(services.TRIES_OF_ACCOUNT):
        Browser(app).post("/sign-in", {"email": EMAIL, "password": "a guess at it"})
    assert not can_enter(app, OLD)
    token = services.make_link(account, LinkPurpose.RESET).url.rpartition("/")[2]
    owner = Browser(app)
    assert owner.post(f"/reset/{token}", {"password": NEW}).status_code == 302
    assert owner.get("/account").status_code == 200


def test_a_link_does_not_lead_past_the_second_step(app, account, path):
    app_of_hers = {"kind": AuthenticatorKind.TOTP, "name": "Phone", "sealed_secret": b"sealed"}
    db.session.add(Authenticator(user_id=account.id, **app_of_hers))
    owner = Browser(app)

    answer = owner.post(path, {"password": NEW})

    assert answer.location.startswith("/sign-in/code")
    assert owner.get("/account").status_code == 302
    assert can_enter(app, NEW)
