"""`lms mail`, and the settings it shows to be right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.config import BadSettings, Settings, load
from lms.home.serve_cli import tell_of_mail
from lms.platform.db import db
from tests.notifications.test_sending import TO, send
from tests.support.smtp import HOST


def run(app, *arguments: str):
    db.session.commit()
    return app.test_cli_runner().invoke(args=["mail", *arguments])


def test_sends_a_test_and_says_what_became_of_it(app, mailbox, use_server):
    use_server(mailbox.url)
    assert run(app, "test", TO, "--language", "fa").output == "Handed over to the mail server.\n"
    assert mailbox.wait_for(TO)["Content-Language"] == "fa"

    mailbox.answer_to_recipient = "550 no"
    refused = run(app, "test", TO)
    assert (refused.exit_code, refused.output) == (
        1,
        "Error: Not taken: SMTPRecipientsRefused 550\n",
    )


def test_says_that_no_server_is_set(app, use_server):
    use_server("", environment="production")
    assert "No mail server is set" in run(app, "test", TO).output
    use_server("", environment="development")
    assert "Handed over to a file in" in run(app, "test", TO).output


def test_lists_what_was_not_sent(app, mailbox, use_server):
    use_server(f"smtp://{HOST}:1")
    send()
    use_server(mailbox.url)
    send("other@example.org")
    said = run(app, "list").output.splitlines()
    assert len(said) == 1
    assert TO in said[0]
    assert "tries: 1, next try" in said[0]
    assert said[0].endswith("ConnectionRefusedError")


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("mail.example.org", "a@b.cc"),
        ("http://mail.example.org", "a@b.cc"),
        ("smtp://", "a@b.cc"),
        ("smtp://mail.example.org:twenty", "a@b.cc"),
        ("smtp://user:secret@mail.example.org", "a@b.cc"),
        ("smtps://mail.example.org", ""),
        ("smtps://mail.example.org", "not an address"),
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_told_at_the_start(tmp_path, url, sender):
    given = {"LMS_INSTANCE": str(tmp_path), "LMS_SMTP_URL": url, "LMS_MAIL_FROM": sender}
    with pytest.raises(BadSettings, match=r"LMS_(SMTP_URL|MAIL_FROM)") as refusal:
        load(given)
    assert "secret" not in str(refusal.value)


def test_the_password_of_the_mail_server_is_shown_nowhere(tmp_path):
    settings = load(
        {
            "LMS_INSTANCE": str(tmp_path),
            "LMS_SMTP_URL": "starttls://user:p%40ss@mail.example.org",
            "LMS_MAIL_FROM": "Register <register@example.org>",
        }
    )
    server = settings.mail_server
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.org",
        587,
        "user",
        "p@ss",
    )
    assert "p%40ss" not in repr(settings)
    assert "p@ss" not in repr(server)


def test_a_server_says_at_its_start_where_mail_goes(tmp_path, capsys):
    here = Settings(instance=tmp_path)
    tell_of_mail(here)
    tell_of_mail(replace(here, environment="production"))
    tell_of_mail(replace(here, smtp_url="smtp://mail.example.org", mail_from="a@b.cc"))
    assert capsys.readouterr().out.splitlines() == [
        f"Mail is written to {tmp_path / 'mail'}.",
        "No mail server is set (LMS_SMTP_URL): messages wait for one for three days.",
    ]
