"""Issuing with two people: who prepares the list does not approve it (A26), and nothing else opens a way round."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.models import UserAccount
from lms.accounts.policy import is_somebody_else
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.certificates import queries, services
from lms.certificates.errors import ListWaits, NeedsApproval, NobodyToIssueTo, OwnList
from lms.certificates.models import Certificate, IssueList, IssueListState, IssuingBody
from lms.notifications.models import OutgoingMessage
from lms.outcomes.models import Outcome, OutcomeState
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import CourseRun
from tests.certificates.register import closed_run
from tests.support.client import Browser
from tests.support.factories import PersonFactory, UserFactory


@pytest.fixture
def run(app) -> CourseRun:
    run = closed_run(passed=2, failed=1)
    db.session.scalars(select(IssuingBody)).one().asks_approval = True
    return run


def officer(run: CourseRun, name: str, **facts) -> UserAccount:
    return UserFactory(display_name=name, role=Role.CENTRE_ADMINISTRATOR, unit=run.unit, **facts)


def acting(account: UserAccount, at: int = 0) -> AccountActor:
    return actor_for(account, account.grants[at])


@pytest.fixture
def hala(run) -> UserAccount:
    return officer(run, "Hala")


@pytest.fixture
def salma(run) -> UserAccount:
    return officer(run, "Salma")


def certificates() -> int:
    return db.session.query(Certificate).count()


def test_one_prepares_and_another_approves(run, hala, salma):
    prepared = services.prepare(run, acting(hala))
    assert certificates() == 0

    issued = services.approve(prepared, acting(salma))

    assert len(issued) == certificates() == 2
    assert {one.issued_by_id for one in issued} == {salma.id}
    assert prepared.state is IssueListState.APPROVED
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-3:] == [
        "certificates.prepare_list",
        "certificates.approve_list",
        "certificates.issue",
    ]


def test_a26_whoever_prepared_the_list_does_not_approve_it(run, hala):
    prepared = services.prepare(run, acting(hala))

    with pytest.raises(OwnList):
        services.approve(prepared, acting(hala))
    assert certificates() == 0


def test_a26_a_second_account_of_the_same_person_does_not_approve_it(run, hala):
    prepared = services.prepare(run, acting(hala))
    second = officer(run, "HALA ")

    with pytest.raises(OwnList):
        services.approve(prepared, acting(second))


def test_a26_standing_in_is_no_way_round(run, hala, salma):
    today = clock.today()
    trainer = UserFactory(display_name="Mona", role=Role.TRAINER, unit=run.unit)
    loan = accounts.lend(hala.grants[0], trainer, starts_on=today, ends_on=today, by=acting(hala))
    stand_in = actor_for(trainer, loan)

    of_the_lender = services.prepare(run, acting(hala))
    with pytest.raises(OwnList):
        services.approve(of_the_lender, stand_in)
    services.return_list(of_the_lender, "once more", acting(salma))

    of_the_stand_in = services.prepare(run, stand_in)
    for same in (acting(hala), stand_in):
        with pytest.raises(OwnList):
            services.approve(of_the_stand_in, same)
    assert len(services.approve(of_the_stand_in, acting(salma))) == 2


def test_two_people_are_told_apart_by_account_person_and_name(app):
    person = PersonFactory()
    of_person, other = UserFactory(person=person, role=Role.TRAINER), UserFactory(role=Role.TRAINER)

    assert is_somebody_else(acting(other), {of_person.id})
    assert not is_somebody_else(acting(of_person), {of_person.id, None})
    assert not is_somebody_else(acting(other), {other.id})


def test_where_it_is_asked_nothing_is_issued_by_one_alone(run, hala):
    with pytest.raises(NeedsApproval):
        services.issue_for_run(run, acting(hala))
    enrolment, _outcome = queries.ready_to_issue(run.id)[0]
    with pytest.raises(NeedsApproval):
        services.issue(enrolment, acting(hala))
    assert certificates() == 0


def test_a24_who_does_not_qualify_any_more_is_left_out_when_it_is_approved(run, hala, salma):
    prepared = services.prepare(run, acting(hala))
    enrolment, _outcome = queries.ready_to_issue(run.id)[0]
    db.session.get_one(Outcome, enrolment.id).state = OutcomeState.FAILED_ATTENDANCE
    db.session.flush()

    issued = services.approve(prepared, acting(salma))

    assert len(issued) == 1
    assert issued[0].enrolment_id != enrolment.id


def test_a_list_waits_once_and_only_for_somebody(run, hala, salma):
    prepared = services.prepare(run, acting(hala))
    with pytest.raises(ListWaits):
        services.prepare(run, acting(salma))

    services.approve(prepared, acting(salma))
    assert services.approve(prepared, acting(salma)) == []
    with pytest.raises(NobodyToIssueTo):
        services.prepare(run, acting(salma))


def test_a_small_centre_goes_on_with_one_officer(app):
    run = closed_run()
    assert len(services.issue_for_run(run, acting(officer(run, "Hala")))) == 1


def test_a27_beyond_five_hundred_an_hour_a_list_is_held(app, monkeypatch):
    monkeypatch.setattr("lms.certificates.queries.approving.MOST_AN_HOUR", 3)
    first, second = closed_run(passed=2), closed_run(passed=2, body=False)
    second.unit_id = first.unit_id
    db.session.flush()
    hala, salma = officer(first, "Hala"), officer(first, "Salma")
    services.issue_for_run(first, acting(hala))

    with pytest.raises(NeedsApproval):
        services.issue_for_run(second, acting(hala))
    assert len(services.approve(services.prepare(second, acting(hala)), acting(salma))) == 2

    with clock.frozen(clock.now() + timedelta(hours=1, minutes=1)):
        later = closed_run(passed=2, body=False)
        later.unit_id = first.unit_id
        db.session.flush()
        assert len(services.issue_for_run(later, acting(hala))) == 2


def test_a27_a_held_list_alerts_those_who_review_once(app, monkeypatch):
    monkeypatch.setattr("lms.certificates.queries.approving.MOST_AN_HOUR", 3)
    first, second = closed_run(passed=2), closed_run(passed=2, body=False)
    second.unit_id = first.unit_id
    db.session.flush()
    hala, salma = officer(first, "Hala"), officer(first, "Salma")
    gone = officer(first, "Gone", is_disabled=True)
    mona = UserFactory(role=Role.TRAINER, unit=first.unit, display_name="Mona")
    salma.language = "ar"
    services.issue_for_run(first, acting(hala))
    services.prepare(second, acting(hala))
    with pytest.raises(ListWaits):
        services.prepare(second, acting(hala))
    db.session.commit()

    letters = {one.recipient: one for one in db.session.scalars(select(OutgoingMessage))}
    assert {one.template for one in letters.values()} == {"certificates/mail/list_held"}
    assert letters[salma.email].subject == "قائمة شهادات محجوزة للمراجعة"
    assert not letters.keys() & {hala.email, gone.email, mona.email}
    assert db.session.query(OutgoingMessage).count() == len(letters)
    today = Browser(app).sign_in(salma).get("/today?lang=en").text
    assert "1 list of certificates waits for approval" in today
    assert "waits for approval" not in Browser(app).sign_in(hala).get("/today").text


def test_a26_a_list_that_the_design_asks_for_alerts_nobody(run, hala, salma):
    services.prepare(run, acting(hala))

    assert db.session.query(OutgoingMessage).count() == 0


# The screens


def test_prepares_returns_prepares_again_and_approves(app, run, hala, salma):
    address = f"/runs/{run.code}/certificates"
    first, second = Browser(app).sign_in(hala), Browser(app).sign_in(salma)
    assert "Prepare 2 certificates" in first.get(address).text
    assert "Send for approval" in first.get(f"{address}/issue").text

    assert first.post(f"{address}/issue").status_code == 302
    assert "Approve and issue" not in first.get(address).text
    assert "Approve and issue" in second.get(address).text
    assert "Prepared by Hala" in second.get(address).text.replace("\u2068", "").replace(
        "\u2069", ""
    )

    assert second.get(f"{address}/return").status_code == 200
    assert second.post(f"{address}/return", {"reason": ""}).status_code == 422
    assert second.post(f"{address}/return", {"reason": "A name is missing"}).status_code == 302
    assert second.post(f"{address}/approve").status_code == 404
    assert second.get(f"{address}/return").status_code == 404

    assert first.post(f"{address}/issue").status_code == 302
    refused = first.post(f"{address}/approve")
    assert refused.status_code == 403
    assert "Another officer than the one who prepared the list" in refused.text
    assert certificates() == 0

    assert second.post(f"{address}/approve").status_code == 302
    assert certificates() == 2
    assert [one.state for one in db.session.scalars(select(IssueList).order_by(IssueList.id))] == [
        IssueListState.RETURNED,
        IssueListState.APPROVED,
    ]


def test_a26_a_field_of_the_form_does_not_make_somebody_else_the_author(app, run, hala):
    browser, address = Browser(app).sign_in(hala), f"/runs/{run.code}/certificates"
    browser.post(f"{address}/issue", {"prepared_by_id": "1", "state": "approved"})

    assert browser.post(f"{address}/approve", {"prepared_by_id": "1"}).status_code == 403
    assert db.session.scalars(select(IssueList.prepared_by_id)).one() == hala.id
    assert certificates() == 0
