"""Fields for choosing among known values; a value that was not offered is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import widgets
from wtforms.fields.choices import Choice
from wtforms.widgets.core import html_params

from lms.platform.forms.field import InputField, Refused, Terse
from lms.platform.i18n import _

Choices = Iterable[tuple[Any, str]] | Callable[[], Iterable[tuple[Any, str]]]


class _Offered:
    """The values on offer, each with its words; a view may set `choices` after making the form."""

    _choices: Choices
    _known: Sequence[tuple[Any, str]] | None
    _sent: dict[str, Any]

    @property
    def choices(self) -> Sequence[tuple[Any, str]]:
        if self._known is None:
            found = self._choices() if callable(self._choices) else self._choices
            self._known = list(found)
            self._sent = {sent_as(value): value for value, _label in self._known}
        return self._known

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices, self._known = choices, None

    def offered(self, sent: str) -> Any:
        """The value on offer that was sent as this text; raises `Refused`."""
        if self.choices and sent in self._sent:
            return self._sent[sent]
        raise Refused(Terse(_("Choose one of those listed.")))

    def is_offered(self, sent: str) -> bool:
        """Whether a value is on offer, by the text in which it is sent."""
        return bool(self.choices) and sent in self._sent


def sent_as(value: object) -> str:
    """The text in which a value travels in a form."""
    if isinstance(value, StrEnum):
        return value.value
    return "" if value is None else str(value)


class SelectMenu:
    """The `<select>` of a field with `iter_choices`."""

    def __call__(self, field: Any, **attrs: Any) -> Markup:
        attrs.setdefault("id", field.id)
        options = Markup("").join(
            Markup('<option value="{}"{}>{}</option>').format(
                choice.value, Markup(" selected") if choice.selected else "", choice.label
            )
            for choice in field.iter_choices()
        )
        opening = Markup(f"<select {html_params(name=field.name, **attrs)}>")  # noqa: S704  # escaped
        return Markup("{}{}</select>").format(opening, options)


class ChoiceField(_Offered, InputField[Any]):
    """One of a list; `data` is the value as it stands in `choices`, or None."""

    kind = "select"
    widget = SelectMenu()

    def __init__(
        self, *args: Any, choices: Choices = (), blank: str | None = None, **options: Any
    ) -> None:
        self.choices = choices
        self.blank = blank
        super().__init__(*args, **options)

    def normal(self, typed: str) -> str:
        return typed

    def shown(self, value: Any) -> str:
        return sent_as(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        # A view may set the choices after the form is made, so the value is looked up when checked.
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = None

    def pre_validate(self, form: object) -> None:
        if self.typed or self.is_offered(""):
            self.data = self.offered(self.typed)

    def is_empty(self) -> bool:
        return self.typed == "" and not self.is_offered("")

    def ask(self) -> str:
        return _("Choose one.")

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self._value()
        settled = self.flags.required and self.is_offered(chosen)
        if not self.is_offered("") and (self.blank is not None or not settled):
            # Without it the first choice would stand for a value that is not there.
            blank = _("Choose…") if self.blank is None else str(self.blank)
            yield Choice("", blank, not self.is_offered(chosen), {})
        for value, label in self.choices:
            sent = sent_as(value)
            yield Choice(sent, str(label), sent == chosen, {})


class RadioField(ChoiceField):
    """One of a few, all in sight."""

    kind = "radio"

    def iter_choices(self) -> Iterator[Choice]:
        chosen = self._value()
        for value, label in self.choices:
            sent = sent_as(value)
            yield Choice(sent, str(label), sent == chosen, {})


class ChoicesField(_Offered, InputField[list[Any]]):
    """Any number of a few, by check boxes; `data` is a list, empty when none is chosen."""

    kind = "checks"
    data: list[Any]

    def __init__(self, *args: Any, choices: Choices = (), **options: Any) -> None:
        self.choices = choices
        self.sent: list[str] = []
        super().__init__(*args, **options)

    def process_data(self, value: Iterable[Any] | None) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.sent = [sent for sent in valuelist if isinstance(sent, str) and sent]
        self.data = []

    def pre_validate(self, form: object) -> None:
        self.data = [self.offered(sent) for sent in dict.fromkeys(self.sent)]

    def is_empty(self) -> bool:
        return not self.sent

    def ask(self) -> str:
        return _("Choose at least one.")

    def iter_choices(self) -> Iterator[Choice]:
        stored = self.raw_data is None
        chosen = {sent_as(value) for value in self.data} if stored else set(self.sent)
        for value, label in self.choices:
            sent = sent_as(value)
            yield Choice(sent, str(label), sent in chosen, {})


class CheckField(InputField[bool]):
    """Yes or no; a box that is not ticked sends nothing and means no."""

    kind = "check"
    widget = widgets.CheckboxInput()
    attrs: ClassVar[Mapping[str, str]] = {}
    data: bool

    @property
    def value(self) -> bool:
        return self.data

    def process_data(self, value: object) -> None:
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = bool(valuelist) and valuelist[0] not in ("", "false", "0")

    def is_empty(self) -> bool:
        return not self.data

    def ask(self) -> str:
        return _("Tick this box.")

    def _value(self) -> str:
        return "y"
