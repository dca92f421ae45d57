"""What is typed about outcomes."""

from __future__ import annotations

from lms.attendance.rules import LABELS
from lms.platform.forms import (
    ChoiceField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    RadioField,
    required,
)
from lms.platform.i18n import _, _l


class WaiverForm(Form):
    """Why fewer hours are enough."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Say why the missing hours may be waived."))],
        max=500,
        rows=3,
        hint=_l("It is kept with your name, and shown to whoever looks at this run."),
    )


class ObjectionForm(Form):
    """What is decided on an objection to a mark."""

    seen = HiddenField(max=12)
    decision = RadioField(
        _l("Decision"),
        [required(_l("Choose one of the two."))],
        choices=(
            ("accept", _l("Accept: the mark is corrected")),
            ("refuse", _l("Refuse: the mark stands")),
        ),
    )
    mark = ChoiceField(
        _l("The right mark"),
        choices=lambda: [(mark, str(label)) for mark, label in LABELS.items()],
        blank=_l("None chosen"),
        hint=_l("Only when the objection is accepted."),
    )
    minutes = NumberField(
        _l("Minutes present"), max=1_440, hint=_l("Only for late and left early.")
    )
    answer = LongTextField(
        _l("Reason"),
        [required(_l("Say why; the trainee reads it."))],
        max=500,
        rows=3,
        hint=_l("The trainee and whoever recorded the mark read it."),
    )

    @property
    def seen_entry(self) -> int:
        """The mark that was in force when the form was opened."""
        return int(self.seen.data) if self.seen.data.isdecimal() else 0

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Also whether a mark was chosen where one is needed."""
        if not super().validate_on_submit(extra_validators):
            return False
        if self.decision.data == "accept" and self.mark.data is None:
            self.add_error("mark", _("Choose the mark that is right."))
            return False
        return True
