"""How messages are put together: nobody's name becomes a header, and each script stands the right way round."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from lms.notifications.rendering import render
from lms.notifications.rules import (
    FIRST_PAUSE,
    JITTER,
    LONGEST_PAUSE,
    fit_to_print,
    laid_out,
    letter,
    pause_after,
)
from lms.platform import clock
from lms.platform.i18n import LANGUAGES, Preferences


def made(**changes):
    facts = {
        "sender": "Training register <training@example.org>",
        "recipient": "mona@example.org",
        "subject": "دعوة",
        "text": "نص الرسالة\n",
        "language": "ar",
        "message_id": "<one@example.org>",
        "at": clock.now(),
    }
    return message_from_bytes(letter(**facts | changes).as_bytes(), policy=default)


def test_a_message_says_whom_it_is_from_and_that_nobody_wrote_it():
    mail = made()
    assert mail["From"] == "Training register <training@example.org>"
    assert (mail["Subject"], mail["Content-Language"]) == ("دعوة", "ar")
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<one@example.org>", "auto-generated")
    assert mail.get_content().splitlines() == ["نص الرسالة"]


@pytest.mark.parametrize(
    "name",
    [
        "Mona\r\nBcc: all@example.org",
        "Mona\nSubject: other",
        "Mona\u2028Bcc: x",
        "Mona\x00\x0bY: z",
    ],
)
def test_a_name_with_line_breaks_adds_no_header(name):
    mail = made(subject=f"For {name}", sender=f'"{name}" <training@example.org>')
    assert {"Bcc", "Y"} & set(mail.keys()) == set()
    assert len(mail.get_all("Subject")) == 1
    assert fit_to_print({"name": name}, "en")["name"].splitlines() != name.splitlines()


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@b.cc, d@e.ff"])
def test_an_address_is_one_address_or_no_message_is_made(address):
    with pytest.raises(ValueError, match=r"addr|linefeed"):
        made(recipient=address)


def test_lines_of_a_language_from_the_right_say_so_at_both_ends():
    lines = laid_out("مرحبا.\n\nhttps://example.org/x\n", "ar").splitlines()
    assert lines == ["\u200fمرحبا.\u200f", "", "https://example.org/x"]
    assert laid_out("Hello.\n", "en") == "Hello.\n"


def test_a_name_in_another_script_does_not_turn_its_sentence_round():
    assert fit_to_print({"name": "Mona"}, "ar") == {"name": "\u2068Mona\u2069"}
    assert fit_to_print({"day": "2026-11-22"}, "ar") == {"day": "\u20682026-11-22\u2069"}
    assert fit_to_print({"name": "منى"}, "en") == {"name": "\u2068منى\u2069"}
    assert fit_to_print({"name": "Mona", "link": "https://x.org/a"}, "en") == {
        "name": "Mona",
        "link": "https://x.org/a",
    }
    assert fit_to_print({"link": "https://x.org/a"}, "ar") == {"link": "https://x.org/a"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_begins_with_its_subject(sqlite_app, language):
    subject, text = render("notifications/mail/test", Preferences(language=language), {})
    assert subject
    assert subject not in text
    assert "%(" not in subject + text


def test_pauses_grow_to_hours_and_are_never_the_same_for_all():
    assert len({pause_after(5) for _ in range(20)}) > 1
    for tries, expected in ((1, FIRST_PAUSE), (2, 2 * FIRST_PAUSE), (40, LONGEST_PAUSE)):
        assert expected * (1 - JITTER) <= pause_after(tries) <= expected * (1 + JITTER)
