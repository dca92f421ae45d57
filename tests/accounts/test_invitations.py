"""Invitations: whoever manages accounts says who, and the owner alone says the password."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from lms.accounts import services
from lms.accounts.models import AccountLink, LinkPurpose, SignIn, UserAccount
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.notifications.models import MessageState, OutgoingMessage
from lms.platform import clock
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory
from tests.support.smtp import HOST, link_in, text_of

EMAIL, PASSWORD = "mona@example.org", "قلعة من رمل"
NEW = {
    "display_name": "منى سعيد",
    "email": EMAIL,
    "language": "ar",
    "role": "coordinator",
    "unit": "SAQ",
}


@pytest.fixture
def admin(browser) -> Browser:
    unit = UnitFactory(code="SAQ", name_en="Saqqara", name_ar="سقارة")
    return browser.sign_in(UserFactory(role=Role.SYSTEM_ADMINISTRATOR, unit=unit))


def account() -> UserAccount:
    return db.session.query(UserAccount).filter_by(email=EMAIL).one()


def actions() -> list[str]:
    events = db.session.query(AuditEvent).filter_by(subject_id=str(account().id))
    return [event.action for event in events.order_by(AuditEvent.id)]


@pytest.fixture
def path(admin, mailbox) -> str:
    """Where the invitation leads."""
    assert admin.post("/accounts/new", NEW).status_code == 302
    return urlsplit(link_in(mailbox.wait_for(EMAIL))).path


def test_an_invitation_says_who_where_and_until_when(path, mailbox):
    mail = mailbox.wait_for(EMAIL)
    assert mail["Subject"] == "حسابك في سجل التدريب"
    assert "تحية طيبة، منى سعيد." in text_of(mail)
    assert "منسق" in text_of(mail)
    assert "سقارة" in text_of(mail)
    assert link_in(mail).startswith("http://localhost/invitation/")


def test_the_owner_chooses_a_password_and_is_in(app, path):
    guest = Browser(app)
    page = guest.get(path)
    assert page.status_code == 200
    for seen in ("منى سعيد", "Coordinator", "Saqqara", EMAIL):
        assert seen in page.text

    answer = guest.post(path, {"password": PASSWORD})
    assert answer.status_code == 302
    assert guest.get("/account").status_code == 200
    entered = Browser(app).post("/sign-in", {"email": EMAIL, "password": PASSWORD})
    assert entered.status_code == 302
    assert actions()[-1] == "accounts.accept_invitation"


def test_looking_at_it_uses_nothing_up(app, path):
    for _ in range(3):
        assert Browser(app).get(path).status_code == 200
        Browser(app).client.head(path)
    assert Browser(app).post(path, {"password": PASSWORD}).status_code == 302


def test_it_works_once_and_says_afterwards_what_to_do(app, path):
    Browser(app).post(path, {"password": PASSWORD})

    for answer in (Browser(app).get(path), Browser(app).post(path, {"password": "another one 1"})):
        assert answer.status_code == 410
        assert "This link does not work any more" in answer.text
    assert services.sign_in(EMAIL, PASSWORD, client="here")


def test_it_ends_after_three_days(app, path):
    with clock.frozen(clock.now() + timedelta(hours=71)):
        assert Browser(app).get(path).status_code == 200
    with clock.frozen(clock.now() + timedelta(hours=72, minutes=1)):
        assert Browser(app).get(path).status_code == 410
        assert Browser(app).post(path, {"password": PASSWORD}).status_code == 410
    assert account().password_hash is None


@pytest.mark.parametrize("password", ["", "short", "password", "سقارة 2026", "منى سعيد 1"])
def test_a_password_that_others_would_guess_is_told_at_the_field_and_the_link_goes_on(
    app, path, password
):
    answer = Browser(app).post(path, {"password": password})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert account().password_hash is None
    assert Browser(app).post(path, {"password": PASSWORD}).status_code == 302


def test_sent_again_only_the_newest_link_works(app, admin, path, mailbox):
    assert admin.post(f"/accounts/{account().id}/invitation").status_code == 302

    newest = urlsplit(link_in(mailbox.wait_for(EMAIL, 2))).path
    assert Browser(app).get(path).status_code == 410
    assert Browser(app).get(newest).status_code == 200


def test_withdrawn_it_opens_nothing_and_nobody_gets_in_by_forgetting(app, admin, path, mailbox):
    admin.post(f"/accounts/{account().id}/invitation/withdraw")

    assert Browser(app).post(path, {"password": PASSWORD}).status_code == 410
    assert "No invitation works any more" in admin.get(f"/accounts/{account().id}").text
    Browser(app).post("/forgotten", {"email": EMAIL})
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize("change", ["disable", "email"])
def test_a_disabled_account_or_another_email_ends_it(app, admin, path, change):
    if change == "disable":
        admin.post(f"/accounts/{account().id}/disable")
    else:
        changed = {**NEW, "email": "other@example.org"}
        admin.post(f"/accounts/{account().id}/edit", changed)
    assert Browser(app).get(path).status_code == 410


def test_the_link_is_shown_once_to_be_handed_over_and_that_is_on_record(app, admin, path):
    page = admin.post(f"/accounts/{account().id}/invitation/show")
    shown = page.text.partition("http://localhost")[2].partition("<")[0]

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert Browser(app).get(path).status_code == 410
    assert Browser(app).get(shown).status_code == 200
    assert shown not in admin.get(f"/accounts/{account().id}").text
    assert actions()[-1] == "accounts.show_link"


def test_v6_4_6_no_link_of_somebody_who_has_a_password_is_ever_shown(app, admin, path):
    Browser(app).post(path, {"password": PASSWORD})

    for ending in ("invitation", "invitation/show", "invitation/withdraw"):
        assert admin.post(f"/accounts/{account().id}/{ending}").status_code == 409, ending
    page = admin.get(f"/accounts/{account().id}").text
    assert "Show the link" not in page
    assert "Send a link for a new password" in page
    assert services.sign_in(EMAIL, PASSWORD, client="here")


def test_a73_with_the_mail_server_down_the_invitation_stands(app, admin, monkeypatch):
    settings = app.config["SETTINGS"]
    down = replace(settings, smtp_url=f"smtp://{HOST}:1", mail_from="register@example.org")
    monkeypatch.setitem(app.config, "SETTINGS", down)

    answer = admin.post("/accounts/new", NEW)

    assert answer.status_code == 302
    assert db.session.query(OutgoingMessage).one().state is MessageState.WAITING
    page = admin.get(answer.location).text
    assert "An invitation is on its way" in page
    assert "Sent later, next on" in page
    assert "ConnectionRefusedError" in page


def test_where_no_mail_is_sent_it_says_to_hand_the_link_over(app, admin, monkeypatch):
    # Only what pages ask is changed: production as a whole would want another database.
    monkeypatch.setitem(
        app.config, "SETTINGS", replace(app.config["SETTINGS"], environment="production")
    )
    answer = admin.post("/accounts/new", NEW)
    assert "hand the link over yourself" in admin.get(answer.location).text
    assert "Send the link" not in Browser(app).get("/forgotten").text


def test_whoever_was_signed_in_in_this_browser_is_not_any_more(app, admin, path):
    admin.post(path, {"password": PASSWORD})
    open_ones = db.session.query(SignIn).filter_by(ended_at=None, user_id=account().id)
    assert open_ones.count() == 1
    assert "منى سعيد" in admin.get("/account").text


def test_before_its_role_begins_the_password_is_chosen_and_the_account_waits(app, admin, mailbox):
    admin.post("/accounts/new", {**NEW, "starts_on": "2098-01-01"})
    path = urlsplit(link_in(mailbox.wait_for(EMAIL))).path

    answer = Browser(app).post(path, {"password": PASSWORD})
    assert answer.location == "/sign-in"
    assert account().password_hash is not None


def test_there_is_one_open_link_for_an_account(app, path):
    services.make_link(account(), LinkPurpose.INVITATION)
    links = db.session.query(AccountLink).filter_by(user_id=account().id)
    assert [link.ended_at is None for link in links.order_by(AccountLink.id)] == [False, True]
