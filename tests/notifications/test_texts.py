"""Text messages: how long they are, and that they go out as mail does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.config import BadSettings, Settings, load
from lms.jobs.services import do_chores
from lms.notifications import services
from lms.notifications.models import MessageState, OutgoingMessage
from lms.notifications.rules import GSM_ALPHABET, GSM_EXTENSION, text_length
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.platform.i18n import Preferences
from lms.platform.telephones import mobile_number
from tests.notifications.conftest import only_message
from tests.support.gateway import HOST, own_certificate, text_gateway
from tests.support.smtp import silent_server

TO = "+201001234567"
KEY = "k-9f3e7a"


@pytest.mark.parametrize(
    ("places", "segments"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
@pytest.mark.parametrize("letter", ["م", "ی", "ლ", "’"])
def test_s27_a_text_that_is_not_latin_has_70_places_and_then_67_in_each_part(
    letter, places, segments
):
    assert text_length(letter * places) == (places, segments)
    assert text_length("a" * (places - 1) + letter) == (places, segments)


@pytest.mark.parametrize(
    ("places", "segments"), [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)]
)
def test_a_latin_text_has_160_places_and_then_153_in_each_part(places, segments):
    assert text_length("a" * places) == (places, segments)
    assert text_length("@" * (places - 1) + "\n") == (places, segments)


def test_letters_that_are_escaped_count_twice_and_are_never_divided():
    assert text_length("€" * 80) == (160, 1)
    assert text_length("€" * 81) == (162, 2)
    # 153 places are an odd number: the last one of each part stays empty.
    assert text_length("€" * 76 * 2) == (304, 2)
    assert text_length("€" * (76 * 2 + 1)) == (306, 3)
    assert text_length("a" + "€" * 76 + "€" * 76) == (305, 2)


def test_what_utf_16_says_in_two_places_counts_twice_and_is_never_divided():
    assert text_length("😀" * 35) == (70, 1)
    assert text_length("😀" * 66) == (132, 2)  # 33 in each part of 67
    assert text_length("😀" * 67) == (134, 3)


def test_the_alphabet_is_that_of_the_standard():
    assert len(GSM_ALPHABET) == len({*GSM_ALPHABET}) == 127  # and the escape itself
    assert len({*GSM_EXTENSION} - {*GSM_ALPHABET}) == 10
    assert text_length("`" * 71).segments == 2  # plain to the eye, and not in it


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0100 123 4567", "EG", TO),
        ("+20 100 123 4567", "GE", TO),
        ("01001234567", "GE", None),
        ("0223456789", "EG", None),  # at a desk
        ("555 12 34 56", "GE", "+995555123456"),
        ("0912 345 6789", "IR", "+989123456789"),
        ("0599123456", "PS", "+970599123456"),
        ("0512345678", "SA", "+966512345678"),
        ("12", "EG", None),
        ("", "EG", None),
    ],
)
def test_only_a_mobile_number_is_one_that_texts_reach(typed, country, number):
    assert mobile_number(typed, country) == number


@pytest.fixture
def gateway():
    with text_gateway() as running:
        yield running


@pytest.fixture
def use_gateway(app, monkeypatch):
    def use(url: str, **settings: object) -> None:
        given = replace(
            app.config["SETTINGS"], sms_url=url, sms_key=KEY, sms_sender="Training", **settings
        )
        monkeypatch.setitem(app.config, "SETTINGS", given)

    return use


def send(to: str = TO, language: str = "en") -> None:
    with transaction():
        services.send_text("notifications/sms/test", to=to, reader=Preferences(language=language))


def test_a_text_message_is_handed_over_once_it_is_committed(app, gateway, use_gateway):
    use_gateway(gateway.url)
    send(language="ar")
    message = only_message()
    (text,) = gateway.texts
    assert (text["to"], text["from"], text["id"]) == (TO, "Training", message.message_id)
    assert text["text"].startswith("هذه")
    assert not {"\u200e", "\u200f"} & {*text["text"]}
    (headers,) = gateway.headers
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Idempotency-Key"] == message.message_id
    assert (message.state, message.sealed_text, message.subject) == (MessageState.SENT, None, "")
    assert message.segments == text_length(text["text"]).segments


def test_without_a_gateway_it_is_written_where_mail_is(app):
    folder = app.config["SETTINGS"].mail_folder
    before = {*folder.glob("*.sms.txt")}  # of other tests
    send()
    (file,) = {*folder.glob("*.sms.txt")} - before
    assert file.read_text("utf-8").startswith(f"To: {TO}\n\nThis is a test")
    file.unlink()


def test_in_production_without_a_gateway_texts_wait_and_mail_goes_out(
    app, mailbox, use_server, monkeypatch
):
    use_server(mailbox.url, environment="production")
    send()
    assert only_message().state is MessageState.WAITING
    with transaction():
        services.send("notifications/mail/test", to="a@example.org", reader=Preferences())
    mailbox.wait_for("a@example.org")


@pytest.mark.parametrize(
    ("status", "state", "tries"),
    [
        (400, MessageState.DEAD, 1),
        (422, MessageState.DEAD, 1),
        (429, MessageState.WAITING, 2),
        (401, MessageState.WAITING, 2),
        (503, MessageState.WAITING, 2),
    ],
)
def test_a_gateway_that_refuses_is_believed(app, gateway, use_gateway, status, state, tries):
    use_gateway(gateway.url)
    gateway.status = status
    send()
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        do_chores()
    message = only_message()
    assert (message.state, message.tries, message.last_error) == (state, tries, f"HTTP {status}")
    assert len({text["id"] for text in gateway.texts}) == 1  # the same at every try


def test_it_is_followed_nowhere_else(app, gateway, use_gateway):
    with text_gateway() as other:
        gateway.status, gateway.location = 307, other.url
        use_gateway(gateway.url)
        send()
        assert other.texts == []
    assert only_message().last_error == "HTTP 307"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(app, use_gateway, tmp_path, caplog):
    with text_gateway(own_certificate(tmp_path)) as pretender:
        use_gateway(pretender.url)
        send()
        assert pretender.texts == []
    assert only_message().last_error == "SSLError"
    assert KEY not in caplog.text
    assert TO not in caplog.text


def test_an_outage_of_texts_keeps_no_mail_waiting(app, mailbox, use_server, use_gateway):
    use_server(mailbox.url)
    use_gateway(f"http://{HOST}:1")
    send()
    with transaction():
        services.send("notifications/mail/test", to="a@example.org", reader=Preferences())
    mailbox.wait_for("a@example.org")
    states = {one.channel.value: one.state for one in db.session.query(OutgoingMessage)}
    assert states == {"sms": MessageState.WAITING, "mail": MessageState.SENT}


def test_a_gateway_that_hangs_is_left_after_the_limit(app, use_gateway):
    with silent_server() as port:
        use_gateway(f"http://{HOST}:{port}", sms_timeout=1)
        send()
    assert only_message().last_error == "ReadTimeoutError"


GOOD = {
    "LMS_SMS_URL": "https://sms.example.org/v1/messages",
    "LMS_SMS_KEY": KEY,
    "LMS_SMS_SENDER": "Training",
}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"LMS_SMS_URL": ""}, "LMS_SMS_URL is needed"),
        ({"LMS_SMS_KEY": ""}, "LMS_SMS_KEY is needed"),
        ({"LMS_SMS_SENDER": ""}, "LMS_SMS_SENDER is needed"),
        ({"LMS_SMS_URL": "http://sms.example.org"}, "LMS_SMS_URL must be"),
        ({"LMS_SMS_URL": "https://"}, "LMS_SMS_URL must be"),
        ({"LMS_SMS_SENDER": "Training of all"}, "LMS_SMS_SENDER must be"),
        ({"LMS_SMS_KEY": "two\nlines"}, "LMS_SMS_KEY must be"),
        ({"LMS_SMS_TIMEOUT": "0"}, "LMS_SMS_TIMEOUT must be"),
    ],
)
def test_a_gateway_that_is_set_by_half_is_refused(tmp_path, wrong, named):
    with pytest.raises(BadSettings, match=named) as refusal:
        load({"LMS_INSTANCE": str(tmp_path), **GOOD, **wrong})
    assert KEY not in str(refusal.value)


def test_a_gateway_that_is_set_is_taken_and_its_key_shown_nowhere(tmp_path):
    settings = load({"LMS_INSTANCE": str(tmp_path), **GOOD})
    assert isinstance(settings, Settings)
    assert KEY not in repr(settings)
    assert "sms.example.org" not in repr(settings)


def test_the_command_says_what_became_of_a_text(app, gateway, use_gateway):
    run = app.test_cli_runner()
    use_gateway(gateway.url)
    done = run.invoke(args=["sms", "test", "0100 123 4567", "--country", "EG"])
    assert (done.exit_code, done.output) == (0, "Handed over to the gateway in 1 part.\n")
    assert gateway.texts[0]["to"] == TO

    gateway.status = 503
    done = run.invoke(args=["sms", "test", TO])
    assert (done.exit_code, done.output) == (1, "Error: Not taken: HTTP 503\n")
    done = run.invoke(args=["sms", "test", "0223456789", "--country", "EG"])
    assert done.exit_code == 2
    assert "no number of a mobile telephone" in done.output
