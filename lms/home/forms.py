"""Why somebody's data is handed out, or erased."""

from __future__ import annotations

from lms.platform.forms import CodeField, Form, LongTextField, TextField, required
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


class LetterForm(Form):
    """The letter by which somebody asks to be erased."""

    reference = TextField(
        _l("Number and date of the letter or application"),
        [required(_l("Say which letter or application asks for it."))],
        max=200,
        hint=_l("Without the name: it is kept after the person is erased."),
    )


class EraseForm(Form):
    """That somebody is erased, typed so that it does not happen by a slip."""

    reason = LongTextField(
        _l("Why it is granted"),
        [required(_l("Say why it is granted."))],
        max=500,
        rows=3,
        hint=_l("Without the name: it is kept after the person is erased."),
    )
    number = CodeField(
        _l("Number of the request"),
        [required(_l("Type the number of the request, as it stands above."))],
        max=20,
        hint=_l("Type it to confirm. This cannot be undone."),
        attrs={"inputmode": "numeric"},
    )


class RefuseErasureForm(Form):
    """Why nothing is erased."""

    refusal = LongTextField(
        _l("Why it is refused"),
        [required(_l("Say why it is refused."))],
        max=500,
        rows=3,
        hint=_l("Whoever asked reads it. Without the name: it is kept."),
    )
