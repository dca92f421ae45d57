"""The outbox: what is committed is sent, later where it must be, and never twice by our doing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from lms.jobs.services import do_chores
from lms.notifications import services
from lms.notifications.models import MessageState, OutgoingMessage
from lms.notifications.rules import GIVE_UP
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.platform.i18n import Preferences
from tests.notifications.conftest import only_message
from tests.support.smtp import HOST, silent_server, text_of

TO = "mona@example.org"


def send(to: str = TO, language: str = "en", **options) -> None:
    with transaction():
        services.send(
            "notifications/mail/test", to=to, reader=Preferences(language=language), **options
        )


def test_a_message_is_sent_once_its_transaction_is_committed(app, mailbox, use_server):
    use_server(mailbox.url)
    with transaction():
        services.send("notifications/mail/test", to=TO, reader=Preferences(language="ka"))
        assert mailbox.mails == []

    mail = mailbox.wait_for(TO)
    message = only_message()
    assert mail["Subject"] == message.subject
    assert mail["Message-ID"] == message.message_id
    assert mail["Content-Language"] == "ka"
    assert (message.state, message.tries, message.sealed_text) == (MessageState.SENT, 1, None)


def test_what_is_rolled_back_is_never_sent(app, mailbox, use_server):
    use_server(mailbox.url)

    services.send("notifications/mail/test", to=TO, reader=Preferences())
    db.session.rollback()
    do_chores()
    assert mailbox.mails == []
    assert db.session.query(OutgoingMessage).count() == 0


def test_the_text_is_not_to_be_read_in_the_database(app, use_server):
    use_server(f"smtp://{HOST}:1")
    send()
    kept = db.session.execute(text("SELECT sealed_text FROM outgoing_message")).scalar_one()
    assert b"arrives" not in bytes(kept)


def test_a73_with_the_server_down_the_message_stands_and_goes_out_later(app, mailbox, use_server):
    use_server(f"smtp://{HOST}:1")
    send()
    message = only_message()
    assert (message.state, message.tries) == (MessageState.WAITING, 1)
    assert message.last_error == "ConnectionRefusedError"

    use_server(mailbox.url)
    do_chores()
    assert mailbox.mails == []  # not before its time
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        do_chores()
    assert len(mailbox.to(TO)) == 1
    assert only_message().state is MessageState.SENT


def test_a_server_that_hangs_is_left_after_the_limit_and_the_others_are_not_tried_at_it(
    app, use_server
):
    with silent_server() as port:
        use_server(f"smtp://{HOST}:1")
        for n in range(20):
            send(f"{n}@example.org")
        use_server(f"smtp://{HOST}:{port}", smtp_timeout=1)
        began = clock.now()
        with clock.frozen(began + timedelta(minutes=3)):
            do_chores()
        took = clock.now() - began
    assert timedelta(seconds=0.9) < took < timedelta(seconds=10)
    tries = {message.tries for message in db.session.query(OutgoingMessage)}
    assert tries == {2}


@pytest.mark.parametrize(
    ("code", "state"),
    [("550 no such user", MessageState.DEAD), ("451 later", MessageState.WAITING)],
)
@pytest.mark.parametrize("place", ["answer", "answer_to_recipient"])
def test_a_server_that_refuses_is_believed_and_the_others_go_out(
    app, mailbox, use_server, place, code, state
):
    use_server(mailbox.url)
    setattr(mailbox, place, code)
    send()
    message = only_message()
    assert message.state is state
    assert message.last_error.endswith(f" {code[:3]}")
    assert "user" not in message.last_error

    setattr(mailbox, place, "250 OK")
    send("other@example.org")
    assert len(mailbox.to("other@example.org")) == 1


def test_it_is_given_up_after_three_days(app, mailbox, use_server):
    use_server(f"smtp://{HOST}:1")
    send()
    begin = clock.now()
    for hours in range(1, 71, 5):
        with clock.frozen(begin + timedelta(hours=hours)):
            do_chores()
    assert only_message().state is MessageState.WAITING
    use_server(mailbox.url)
    with clock.frozen(begin + GIVE_UP + timedelta(minutes=1)):
        do_chores()
    message = only_message()
    assert (message.state, message.sealed_text) == (MessageState.DEAD, None)
    assert message.tries > 10
    assert mailbox.mails == []


def test_what_would_be_of_no_use_any_more_is_not_sent(app, mailbox, use_server):
    use_server(f"smtp://{HOST}:1")
    send(give_up_at=clock.now() + timedelta(minutes=30))
    use_server(mailbox.url)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        do_chores()
    assert only_message().state is MessageState.DEAD
    assert mailbox.mails == []


def test_what_was_settled_a_month_ago_is_forgotten(app, mailbox, use_server):
    use_server(mailbox.url)
    send()
    with clock.frozen(clock.now() + services.KEPT - timedelta(hours=1)):
        do_chores()
    assert only_message().state is MessageState.SENT
    with clock.frozen(clock.now() + services.KEPT + timedelta(hours=1)):
        do_chores()
    assert db.session.query(OutgoingMessage).count() == 0


def test_somebody_who_is_erased_leaves_no_message(app, mailbox, use_server):
    use_server(mailbox.url)
    send()
    send("other@example.org")
    with transaction():
        services.forget(TO)
    assert only_message().recipient == "other@example.org"


def test_without_a_server_messages_are_files_to_look_at(app):
    folder = app.config["SETTINGS"].mail_folder
    before = set(folder.glob("*"))
    send(language="ar")
    (made,) = set(folder.glob("*")) - before
    assert made.suffix == ".eml"
    assert "أُرسلت" in made.read_text("utf-8")
    assert only_message().state is MessageState.SENT


def test_in_production_without_a_server_messages_wait_for_one(app, mailbox, use_server):
    use_server("", environment="production")
    send()
    do_chores()
    assert (only_message().state, only_message().tries) == (MessageState.WAITING, 0)

    use_server(mailbox.url, environment="production")
    do_chores()
    assert text_of(mailbox.wait_for(TO)).startswith("This message was sent")
