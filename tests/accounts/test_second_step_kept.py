"""One’s own second step: what changes it, who hears of it, and who takes it away."""

from __future__ import annotations

import re

from lms.accounts import services
from lms.accounts.models import Authenticator, RecoveryCode
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UnitFactory, UserFactory
from tests.support.passkey import Passkey, challenge_in
from tests.support.second_step import give_app, required
from tests.support.smtp import text_of


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
