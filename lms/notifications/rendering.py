"""From a template of a slice and what is told of to the subject and the text of a message."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from email.utils import parseaddr

from flask import current_app

from lms.config import Settings
from lms.notifications.rules import fit_to_print, in_one_line, laid_out
from lms.platform.i18n import Preferences, use_preferences


def render(template: str, reader: Preferences, facts: Mapping[str, object]) -> tuple[str, str]:
    """Subject and text, for this reader. The first line of `templates/<template>.txt` is the subject."""
    with use_preferences(reader):
        found = current_app.jinja_env.get_template(f"{template}.txt")
        whole = found.render(fit_to_print(facts, reader.language))
    subject, _, text = whole.strip().partition("\n")
    return in_one_line(subject), laid_out(text, reader.language)


def render_text(template: str, reader: Preferences, facts: Mapping[str, object]) -> str:
    """A text message for this reader: the whole of `templates/<template>.txt`, without marks at its lines.

    Telephones show each line in the direction of its words, and a mark would be a place that is paid for.
    """
    with use_preferences(reader):
        found = current_app.jinja_env.get_template(f"{template}.txt")
        whole = found.render(fit_to_print(facts, reader.language))
    return "\n".join(line.rstrip() for line in whole.strip().splitlines())


def new_message_id() -> str:
    """What receivers know the message by, however often it is tried."""
    domain = parseaddr(sender())[1].partition("@")[2]
    return f"<{secrets.token_hex(16)}@{domain}>"


def sender() -> str:
    """Whom mail comes from."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.mail_from or "Daftar <daftar@localhost.localdomain>"
