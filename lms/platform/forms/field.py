"""What every field shares: the text as typed, the value read from it, and plain messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from wtforms import Field, widgets
from wtforms.validators import StopValidation, ValidationError

from lms.platform.i18n import _
from lms.platform.text import RefusedCharacter, clean

T = TypeVar("T")
Validator = Callable[[Any, Any], object]


class Terse(str):
    """A message that needs its label beside it; the error summary puts it there."""

    __slots__ = ()


class Refused(ValidationError):
    """What was typed cannot be taken; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        ValueError.__init__(self, message)


class Required:
    """The field must be filled in."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:
        if field.is_empty():
            raise StopValidation(str(self.message) if self.message else Terse(field.ask()))


def required(message: str | None = None) -> Required:
    """Refuse an empty field, in these words or in those of its kind."""
    return Required(message)


class InputField(Field, Generic[T]):
    """One control: `typed` is what came in, `data` is what it means."""

    kind: ClassVar[str] = "input"
    attrs: ClassVar[Mapping[str, str]] = {}
    width: ClassVar[str] = ""
    """The style sheet's name for how wide the answer is."""
    longest: ClassVar[int] = 200

    widget: Any = widgets.TextInput()
    render_kw: dict[str, str]
    data: T | None
    object_data: T | None
    typed: str

    def __init__(
        self,
        label: str = "",
        validators: Sequence[Validator] = (),
        *,
        hint: str = "",
        attrs: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # WTForms is untyped
            label,
            list(validators),
            description=hint,
            render_kw={**self.attrs, **(attrs or {})},
            **options,
        )
        self.typed = ""

    # What a kind of field says

    def read(self, text: str) -> T:
        """The value of a text that is not empty; raises `Refused`."""
        raise NotImplementedError

    def shown(self, value: T) -> str:
        """The text in which a stored value stands in the field."""
        return str(value)

    def ask(self) -> str:
        """What an empty field that must be filled says."""
        return _("Fill this in.")

    def usual_hint(self) -> str:
        """The hint where the form gives none."""
        return ""

    def normal(self, typed: str) -> str:
        """The text without what only came along with it."""
        if len(typed) > self.longest:
            raise Refused(Terse(_("This is too long.")))
        return self.cleaned(typed)

    def cleaned(self, typed: str) -> str:
        """The text in its one stored form; characters that could deceive a reader are refused."""
        try:
            return clean(typed)
        except RefusedCharacter as refusal:
            raise Refused(str(refusal)) from None

    # What the macros ask

    @property
    def second(self) -> str:
        """The same value in a second way of writing, below the control."""
        return ""

    def described(self, hint: str = "") -> str:
        """The ids of what is said about the control, for `aria-describedby`."""
        parts = {"hint": hint, "error": self.errors, "second": self.second}
        return " ".join(f"{self.id}-{part}" for part, said in parts.items() if said)

    def aria(self, hint: str = "") -> dict[str, str]:
        """The attributes that tie the control to its hint and its error."""
        tied = {"aria-invalid": "true"} if self.errors else {}
        described = self.described(hint)
        return {**tied, "aria-describedby": described} if described else tied

    # What WTForms calls

    @property
    def value(self) -> T:
        """The value of a field that was found valid and must be filled."""
        if self.data is None:
            raise ValueError(f"{self.name} is empty")
        return self.data

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = None  # also when the reading below fails, or the control was left out
        text = self.normal(self.typed)
        if text == "":
            return
        if self.object_data is not None and text == self.shown(self.object_data):
            self.data = self.object_data  # Saved untouched, a value stays exactly what it was.
        else:
            self.data = self.read(text)

    def is_empty(self) -> bool:
        return self.typed.strip() == ""

    def pre_validate(self, form: object) -> None:
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.raw_data is not None:
            return self.typed
        return "" if self.data is None else self.shown(self.data)
