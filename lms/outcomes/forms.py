"""What is typed about outcomes."""

from __future__ import annotations

from lms.platform.forms import Form, LongTextField, required
from lms.platform.i18n import _l


class WaiverForm(Form):
    """Why fewer hours are enough."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why the missing hours may be waived."))],
        max=500,
        rows=3,
        hint=_l("It is kept with your name, and shown to whoever looks at this run."),
    )
