"""What is typed about calendars."""

from __future__ import annotations

from lms.platform.forms import Form, RadioField, TextField, required
from lms.platform.i18n import _l


class MonthForm(Form):
    """When a Hijri month begins, and who said so."""

    starts_on = RadioField(_l("First day"), [required()])
    source = TextField(
        _l("Source"),
        [required()],
        max=300,
        hint=_l("Who announced it, when, and where it can be read."),
    )
