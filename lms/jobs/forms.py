"""What is asked before many people leave in one file."""

from __future__ import annotations

from lms.platform.forms import Form, HiddenField, LongTextField, required
from lms.platform.i18n import _l


class ExportForm(Form):
    """What a large list of people is needed for."""

    list = HiddenField()
    reason = LongTextField(
        _l("What do you need the list for?"),
        [required(_l("Say what you need the list for."))],
        max=500,
        rows=3,
        hint=_l("Kept with your name in the record of changes."),
    )
