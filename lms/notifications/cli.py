"""`lms mail` and `lms sms`: whether messages go out, for whoever runs the server."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.notifications import queries
from lms.notifications.gateway import open_gateway
from lms.notifications.models import Channel, MessageState
from lms.notifications.post import NotTaken, has_way, open_post
from lms.notifications.rendering import new_message_id, render, render_text, sender
from lms.notifications.rules import letter, text_length
from lms.platform import clock
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES, Preferences
from lms.platform.telephones import mobile_number


@click.group("mail")
def cli() -> None:
    """Mail that goes out: invitations, links for a new password, notices."""


@cli.command("test")
@click.argument("address")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@with_appcontext
def test(address: str, language: str) -> None:
    """Send a message at once and say what became of it; exit 1 when it was not taken."""
    settings = current_app.config["SETTINGS"]
    if not has_way(settings):
        raise click.ClickException("No mail server is set: see LMS_SMTP_URL in docs/operating.md.")
    subject, text = render("notifications/mail/test", Preferences(language=language), {})
    mail = letter(
        sender=sender(),
        recipient=address,
        subject=subject,
        text=text,
        language=language,
        message_id=new_message_id(),
        at=clock.now(),
        is_readable=settings.mail_server is None,
    )
    try:
        with open_post(settings) as post:
            post(f"{clock.now():%Y%m%d-%H%M%S}-test", mail)
    except NotTaken as problem:
        raise click.ClickException(f"Not taken: {problem}") from None
    where = "the mail server" if settings.mail_server else f"a file in {settings.mail_folder}"
    click.echo(f"Handed over to {where}.")


@cli.command("list")
@with_appcontext
def unsent() -> None:
    """Print what waits and what was given up, text messages too, oldest first."""
    for message in db.session.scalars(queries.unsent()):
        waits = message.state is MessageState.WAITING
        when = f"next try {message.next_try_at:%Y-%m-%d %H:%M} UTC" if waits else "given up"
        click.echo(
            f"{message.created_at:%Y-%m-%d %H:%M}  {message.recipient}  {message.template}"
            f"  tries: {message.tries}, {when}{f', {message.last_error}' * bool(message.last_error)}"
        )
    db.session.rollback()


@click.group("sms")
def texts() -> None:
    """Text messages that go out to mobile telephones."""


@texts.command("test")
@click.argument("number")
@click.option(
    "--country", default="EG", show_default=True, help="Of a number that does not say its country."
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@with_appcontext
def test_text(number: str, country: str, language: str) -> None:
    """Send a text message at once and say what became of it; exit 1 when it was not taken."""
    settings = current_app.config["SETTINGS"]
    to = mobile_number(number, country)
    if to is None:
        raise click.BadParameter(f"{number} is no number of a mobile telephone.")
    if not has_way(settings, Channel.SMS):
        raise click.ClickException("No gateway is set: see LMS_SMS_URL in docs/operating.md.")
    text = render_text("notifications/sms/test", Preferences(language=language), {})
    try:
        with open_gateway(settings) as hand_over:
            hand_over(f"{clock.now():%Y%m%d-%H%M%S}-test", new_message_id(), to, text)
    except NotTaken as problem:
        raise click.ClickException(f"Not taken: {problem}") from None
    parts = text_length(text).segments
    where = "the gateway" if settings.sms_url else f"a file in {settings.mail_folder}"
    click.echo(f"Handed over to {where} in {parts} part{'s' * (parts > 1)}.")
