"""The choices that a merge asks for, and why somebody merges or undoes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lms.merging.rules import Side
from lms.platform.forms import Form, HiddenField, LongTextField, RadioField, required
from lms.platform.i18n import _l

Options = Sequence[tuple[Side, str]]


class MergeForm(Form):
    """Which of two facts is taken wherever the records differ; one field for each, added by `merge_form`."""

    seen = HiddenField()
    reason = LongTextField(
        _l("How do you know that this is one person?"),
        [required(_l("Say how you know that this is one person."))],
        max=500,
        rows=3,
        hint=_l("A name alone is not enough. Kept with your name in the record of changes."),
    )

    asked: Mapping[str, str] = {}
    """The fields of the choices, by the key of what they are about."""

    def choices(self) -> dict[str, Side]:
        """What was chosen."""
        return {key: self[name].data for key, name in self.asked.items() if self[name].data}

    @property
    def by_key(self) -> dict[str, Any]:
        return {key: self[name] for key, name in self.asked.items()}


def merge_form(questions: Sequence[tuple[str, str, Options]], **how: Any) -> MergeForm:
    """The form that asks these: key, legend and the two answers each."""
    names = {key: "choose_" + key.replace("-", "_") for key, _legend, _options in questions}
    fields: dict[str, Any] = {
        names[key]: RadioField(
            legend, [required(_l("Choose one of the two."))], choices=list(options)
        )
        for key, legend, options in questions
    }
    made: MergeForm = type("MergeOfTwo", (MergeForm,), {**fields, "asked": names})(**how)
    return made


class UndoForm(Form):
    """Why two records are parted again."""

    reason = LongTextField(
        _l("Why these are two people after all"),
        [required(_l("Say why the merge is undone."))],
        max=500,
        rows=3,
        hint=_l("Kept with your name in the record of changes."),
    )
