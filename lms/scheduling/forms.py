"""What is typed about runs and sessions."""

from __future__ import annotations

from typing import Any

from lms.platform.forms import (
    CalendarDateField,
    CheckField,
    ChoiceField,
    ChoicesField,
    CodeField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    TextField,
    TimeField,
    required,
)
from lms.platform.i18n import LANGUAGES, _, _l, _n

CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
MOST_DAYS = 60


class ReasonForm(Form):
    """Why something is put off or called off."""

    reason = LongTextField(
        _l("Reason"),
        [required(_l("Give the reason; everybody concerned will read it."))],
        max=500,
        rows=3,
    )


class SlotForm(Form):
    """When and where, and who gives it. A clash is planned over only with a reason."""

    start_time = TimeField(_l("Begins"), [required()])
    end_time = TimeField(_l("Ends"), [required()])
    room_id = ChoiceField(_l("Room"), blank=_l("No room stated"))
    trainer_id = ChoiceField(_l("Lead trainer"), blank=_l("Not yet known"))
    override_reason = LongTextField(
        _l("Why is it planned all the same?"),
        max=500,
        rows=2,
        hint=_l("Fill this in only to plan over a clash. It stays on record."),
    )


class SessionForm(SlotForm):
    """One session."""

    held_on = CalendarDateField(_l("Day"), [required()])
    co_trainer_ids = ChoicesField(_l("Co-trainers"))
    title = TextField(_l("Title"), max=300, hint=_l("In the language of the course run."))
    topic_id = ChoiceField(_l("Topic of the course"), blank=_l("None of these"))
    counts = CheckField(_l("Counts for attendance"), default=True)
    seen = HiddenField()


class SeveralForm(SlotForm):
    """The same hours on several working days."""

    first_day = CalendarDateField(_l("First day"), [required()])
    days = NumberField(
        _l("Number of days"),
        [required()],
        min=1,
        max=MOST_DAYS,
        hint=_l("Working days in a row; weekends and public holidays are left out."),
    )


class RunFacts(Form):
    """What is known of a run besides its sessions."""

    capacity = NumberField(_l("Seats"), [required()], max=10_000)
    min_seats = NumberField(
        _l("Smallest number of trainees"),
        min=1,
        max=10_000,
        hint=_l("Below it one would not begin."),
    )
    language = ChoiceField(_l("Language"), [required()], choices=tuple(LANGUAGES.items()))
    nominations_until = CalendarDateField(_l("Nominations until"))
    site_unit_id = ChoiceField(_l("Held on site at"), blank=_l("At the centre"))
    plan_item_id = ChoiceField(_l("Plan item"), blank=_l("Not in a plan"))


class NewRunForm(RunFacts):
    """A run with its sessions, or without dates when none are stated."""

    key = HiddenField()
    unit_id = ChoiceField(_l("Centre"), [required()])
    course_id = ChoiceField(_l("Course"), [required()])
    code = CodeField(
        _l("Code"),
        pattern=CODE,
        message=_l("Use Latin letters, digits, dots and hyphens only."),
        hint=_l("Left empty, the next free one is taken."),
    )
    starts_on = CalendarDateField(
        _l("First day"), hint=_l("Leave it empty when the dates are not known yet.")
    )
    days = NumberField(
        _l("Number of days"),
        min=1,
        max=MOST_DAYS,
        hint=_l("Working days in a row; weekends and public holidays are left out."),
    )
    start_time = TimeField(_l("Begins"))
    end_time = TimeField(_l("Ends"))
    room_id = ChoiceField(_l("Room"), blank=_l("No room stated"))
    trainer_id = ChoiceField(_l("Lead trainer"), blank=_l("Not yet known"))
    override_reason = LongTextField(
        _l("Why is it planned all the same?"),
        max=500,
        rows=2,
        hint=_l("Fill this in only to plan over a clash. It stays on record."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Days that are planned need their hours; without a first day nothing is planned."""
        valid = bool(super().validate(extra_validators))  # type: ignore[no-untyped-call]  # untyped
        if self.code.data.casefold() == "new":
            self.add_error("code", _("This code cannot be used."))
        if self.has_sessions:
            for field in (self.start_time, self.end_time):
                if field.is_empty():
                    self.add_error(field.name, _("Enter the hours of a day."))
        return valid and not self.errors

    @property
    def has_sessions(self) -> bool:
        """Whether days are to be planned with the run."""
        return self.starts_on.data is not None and self.days.data is not None


class EditRunForm(RunFacts):
    """Dates, seats and place of a run that exists."""

    starts_on = CalendarDateField(_l("First day"))
    ends_on = CalendarDateField(_l("Last day"))
    seen = HiddenField()


def room_label(name: str, capacity: int) -> str:
    """A room in a list, with what it holds."""
    return _n("%(room)s (%(count)s seat)", "%(room)s (%(count)s seats)", capacity, room=name)
