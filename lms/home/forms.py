"""Why somebody's data is handed out."""

from __future__ import annotations

from lms.platform.forms import Form, LongTextField, required
from lms.platform.i18n import _l


class HandOutForm(Form):
    """Who asked, and how they showed who they are."""

    reason = LongTextField(
        _l("Who asked for it, and how did they show who they are?"),
        [required(_l("Say who asked, and how they showed who they are."))],
        max=500,
        rows=3,
        hint=_l("Kept with your name in the record of changes."),
    )
