"""Writing to the participants of a run: whom it reaches, what it costs, and that it goes out once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.enrolment import queries, services
from lms.enrolment.errors import AlreadyWritten, NobodyReached, TextTooLong, TooManyPeople
from lms.enrolment.models import EnrolmentState, RunMessage, Ways
from lms.enrolment.rules import messages as rules
from lms.notifications.models import Channel, OutgoingMessage
from lms.notifications.rules import text_length
from lms.platform import clock
from lms.platform.db import db, transaction
from tests.support.factories import (
    EnrolmentFactory,
    PersonFactory,
    RunFactory,
    UnitFactory,
    UserFactory,
    actor,
)
from tests.support.gateway import text_gateway

WORDS = "غدًا الساعة العاشرة في القاعة ٢"


@pytest.fixture
def run(app):
    return RunFactory()


@pytest.fixture
def centre(run):
    return UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit)


@pytest.fixture
def by(run):
    return actor(Role.CENTRE_ADMINISTRATOR, run.unit)


@pytest.fixture
def gateway(app, monkeypatch):
    with text_gateway() as running:
        given = replace(
            app.config["SETTINGS"], sms_url=running.url, sms_key="key", sms_sender="Training"
        )
        monkeypatch.setitem(app.config, "SETTINGS", given)
        yield running


def seat(run, state=EnrolmentState.ENROLLED, **about):
    person = PersonFactory(unit=run.unit, **about)
    waits = {"queue_position": 1} if state is EnrolmentState.WAITLISTED else {}
    EnrolmentFactory(run=run, unit=run.unit, person=person, state=state, **waits)
    db.session.commit()
    return person


def rows() -> list[tuple[str, str, str]]:
    query = select(OutgoingMessage).order_by(OutgoingMessage.id)
    return [(one.channel.value, one.recipient, one.language) for one in db.session.scalars(query)]


def test_each_is_written_to_in_their_own_language_and_digits(run, by, gateway):
    arab = seat(run, phone="01001234567", email="a@example.org")
    UserFactory(person=arab, language="ar", digits="latn", email="acc@example.org")
    db.session.commit()
    seat(run, phone="+995555123456", language="ka")
    seat(run, phone="0223456789", language="en")  # at a desk, and no address
    seat(run, phone="01001234568", state=EnrolmentState.WAITLISTED)
    with transaction():
        written = services.write(run, WORDS, Ways.BOTH, by)
        counts = (written.by_mail, written.by_sms, written.unreached)
        assert counts == (1, 2, 1)

    assert rows() == [
        ("mail", "a@example.org", "ar"),
        ("sms", "+201001234567", "ar"),
        ("sms", "+995555123456", "ka"),
    ]
    texts = {text["to"]: text["text"] for text in gateway.texts}
    title = run.course.name_in("ar")
    assert texts["+201001234567"].split("\n") == [f"{title}، من 15 نوفمبر 2026:", WORDS]
    assert texts["+995555123456"].endswith(f":\n{WORDS}")
    total = sum(text_length(text).segments for text in texts.values())
    assert db.session.scalar(select(RunMessage.segments)) == total
    sent = select(func.sum(OutgoingMessage.segments))
    assert db.session.scalar(sent) == total


def test_what_is_counted_before_is_what_is_sent(run, by, gateway):
    for number in ("01001234567", "01001234568"):
        seat(run, phone=number)
    seat(run, phone="+995555123456", language="ka")
    text = "line one\nline two " + "x" * 90
    _people, found, counted = services.weigh(run, text, Ways.SMS)
    assert (found.people, found.by_mail, found.by_sms, found.unreached) == (3, 0, 3, 0)
    with transaction():
        services.write(run, text, Ways.SMS, by)
    each = [text_length(one["text"]).segments for one in gateway.texts]
    assert counted == (min(each), max(each), sum(each))


def test_the_same_words_go_out_once_a_day(run, by):
    seat(run, email="a@example.org")
    with transaction():
        services.write(run, WORDS, Ways.MAIL, by)
    with pytest.raises(AlreadyWritten), transaction():
        services.write(run, WORDS, Ways.MAIL, by)
    with transaction():
        services.write(run, f"{WORDS}!", Ways.MAIL, by)
    with clock.frozen(clock.now() + timedelta(days=1)), transaction():
        services.write(run, WORDS, Ways.MAIL, by)
    assert len(rows()) == 3


def test_what_is_rolled_back_reaches_nobody(run, by):
    seat(run, email="a@example.org")
    services.write(run, WORDS, Ways.MAIL, by)
    db.session.rollback()
    assert rows() == []
    assert db.session.scalar(select(func.count()).select_from(RunMessage)) == 0


def test_what_cannot_be_sent_is_refused(run, by, monkeypatch):
    with pytest.raises(NobodyReached):
        services.weigh(run, WORDS, Ways.BOTH)
    seat(run, phone="01001234567", email="a@example.org")
    longest = "م" * (67 * rules.MOST_SEGMENTS)
    with pytest.raises(TextTooLong):  # with the course before it
        services.weigh(run, longest, Ways.SMS)
    services.weigh(run, longest, Ways.MAIL)
    monkeypatch.setattr(services.messages, "MOST_PEOPLE", 0)
    with pytest.raises(TooManyPeople):
        services.weigh(run, WORDS, Ways.SMS)


def test_who_is_erased_is_not_written_to_and_named_in_no_message(run, by):
    gone = seat(run, email="a@example.org")
    seat(run, email="b@example.org")
    with transaction():
        services.write(run, "Mona brings the list", Ways.MAIL, by)
        services.write(run, "The room has changed", Ways.MAIL, by)
    with transaction():
        gone.erased_at = clock.now()
        services.forget_words(gone.id, lambda text: "Mona" in text)
    assert [one.email for one in queries.participants(run)] == ["b@example.org"]
    assert sorted(db.session.scalars(select(RunMessage.text))) == ["", "The room has changed"]


def test_a_centre_sees_whom_it_reaches_and_sends_once(app, browser, run, centre):
    seat(run, phone="01001234567", email="a@example.org")
    seat(run, phone="01001234568")
    seat(run)
    browser.sign_in(centre)
    assert f"/runs/{run.code}/message" in browser.get(f"/runs/{run.code}/roster").text
    page = browser.get(f"/runs/{run.code}/message").text
    assert "Without any address" in page

    typed = {"text": WORDS, "ways": "both"}
    checked = browser.post(f"/runs/{run.code}/message", typed)
    assert checked.status_code == 200
    for said in ("1 person by mail", "2 people as a text message", "1 person is not reached"):
        assert said in checked.text
    assert "Parts for one person: 1" in checked.text
    assert "Parts in all: 2" in checked.text
    assert rows() == []
    changing = browser.post(f"/runs/{run.code}/message", {**typed, "change": "1"})
    assert (changing.status_code, WORDS in changing.text) == (200, True)

    assert browser.post(f"/runs/{run.code}/message/send", typed).status_code == 302
    again = browser.post(f"/runs/{run.code}/message/send", typed)
    assert again.status_code == 409
    assert "today already" in again.text
    assert len(rows()) == 3
    assert WORDS in browser.get(f"/runs/{run.code}/message").text
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "enrolment.message")
    ).one()
    assert event.details == {"mail": 1, "sms": 2, "segments": 2, "unreached": 1}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "", "ways": "mail"}, "field"),
        ({"text": "م" * 1001, "ways": "mail"}, "1,000"),
        ({"text": "x", "ways": "pigeon"}, "field"),
        ({"text": "x", "ways": "sms"}, "Nobody of the participants"),
    ],
)
@pytest.mark.parametrize("step", ["", "/send"])
def test_what_is_wrong_is_said_at_its_field(browser, run, centre, typed, said, step):
    seat(run, email="a@example.org")
    browser.sign_in(centre)
    refused = browser.post(f"/runs/{run.code}/message{step}", typed)
    assert refused.status_code == 422
    assert said in refused.text
    assert rows() == []


def test_only_the_centre_of_the_run_writes(browser, run):
    seat(run, email="a@example.org")
    for role, unit in (
        (Role.COORDINATOR, run.unit),
        (Role.CENTRE_ADMINISTRATOR, UnitFactory()),
        (Role.SYSTEM_ADMINISTRATOR, run.unit),
    ):
        browser.sign_in(UserFactory(role=role, unit=unit))
        for step in ("", "/send"):
            refused = browser.post(f"/runs/{run.code}/message{step}", {"text": "x", "ways": "mail"})
            assert refused.status_code in {403, 404}
    assert rows() == []


def test_a_centre_that_writes_too_often_waits(browser, run, centre):
    seat(run, email="a@example.org")
    browser.sign_in(centre)
    answers = [
        browser.post(f"/runs/{run.code}/message/send", {"text": f"{n}", "ways": "mail"}).status_code
        for n in range(services.WRITTEN.times + 1)
    ]
    assert answers == [302] * services.WRITTEN.times + [429]
    assert len(rows()) == services.WRITTEN.times


def test_in_production_without_a_gateway_only_mail_is_offered(
    app, browser, run, centre, monkeypatch
):
    settings = replace(
        app.config["SETTINGS"], environment="production", smtp_url="smtp://localhost"
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    browser.sign_in(centre)
    page = browser.get(f"/runs/{run.code}/message").text
    assert 'value="mail"' in page
    assert 'value="sms"' not in page
    assert "data-parts" not in page
    seat(run, phone="01001234567")
    refused = browser.post(f"/runs/{run.code}/message", {"text": "x", "ways": "sms"})
    assert refused.status_code == 422


def test_channels_are_those_of_the_ways():
    assert [way.channels for way in Ways] == [
        (Channel.MAIL,),
        (Channel.SMS,),
        (Channel.MAIL, Channel.SMS),
    ]
