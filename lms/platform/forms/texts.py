"""Fields for text: names, notes, addresses, codes, passwords."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import widgets

from lms.platform import typed
from lms.platform.forms.field import InputField, Refused, Terse
from lms.platform.i18n import _, _n
from lms.platform.text import fold_digits


class TextField(InputField[str]):
    """One line of text in any script, at most `max` letters; `data` is never None."""

    attrs: ClassVar[Mapping[str, str]] = {"dir": "auto", "autocomplete": "off"}
    data: str

    def __init__(self, *args: Any, max: int = 200, **options: Any) -> None:
        self.max = max
        super().__init__(*args, **options)

    @property
    def value(self) -> str:
        return self.data

    def process_data(self, value: str | None) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        finally:
            self.data = self.data or ""

    def normal(self, typed: str) -> str:
        # Room for what normalisation takes away; beyond it nobody needs to read on.
        if len(typed) > 4 * self.max + 100:
            raise Refused(self._too_long())
        text = self.cleaned(typed)
        if len(text) > self.max:
            raise Refused(self._too_long())
        return text

    def read(self, text: str) -> str:
        return text

    def _too_long(self) -> Terse:
        return Terse(
            _n("Use at most %(count)s letter.", "Use at most %(count)s letters.", self.max)
        )


class LongTextField(TextField):
    """Several lines of text."""

    kind = "textarea"
    widget: Any = widgets.TextArea()

    def __init__(self, *args: Any, max: int = 4_000, rows: int = 5, **options: Any) -> None:
        super().__init__(*args, max=max, **options)
        self.render_kw["rows"] = str(rows)

    def cleaned(self, typed: str) -> str:
        lines = [super(LongTextField, self).cleaned(line) for line in typed.splitlines()]
        return "\n".join(lines).strip("\n")


class CodeField(TextField):
    """A code, serial or number that is text: digits of any script become ASCII."""

    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "ltr",
        "autocomplete": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
    }

    def __init__(
        self, *args: Any, max: int = 40, pattern: str = "", message: str = "", **options: Any
    ) -> None:
        self.pattern = re.compile(pattern) if pattern else None
        self.message = message
        super().__init__(*args, max=max, **options)

    def cleaned(self, typed: str) -> str:
        return fold_digits(super().cleaned(typed))

    def read(self, text: str) -> str:
        if self.pattern is not None and not self.pattern.fullmatch(text):
            raise Refused(str(self.message) or Terse(_("This code does not have the right form.")))
        return text


class EmailField(TextField):
    """An e-mail address."""

    widget: Any = widgets.EmailInput()
    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "ltr",
        "autocomplete": "email",
        "spellcheck": "false",
    }

    def __init__(self, *args: Any, max: int = 254, **options: Any) -> None:
        super().__init__(*args, max=max, **options)

    def read(self, text: str) -> str:
        try:
            return typed.email_address(text)
        except typed.NotAnEmail:
            raise Refused(_("Enter an e-mail address such as name@example.org.")) from None


class PhoneField(TextField):
    """A telephone number, kept as digits with an optional leading +."""

    widget: Any = widgets.TelInput()
    attrs: ClassVar[Mapping[str, str]] = {"dir": "ltr", "autocomplete": "tel"}

    def __init__(self, *args: Any, max: int = 40, **options: Any) -> None:
        super().__init__(*args, max=max, **options)

    def read(self, text: str) -> str:
        try:
            return typed.telephone(text)
        except typed.NotATelephone:
            raise Refused(_("Enter a telephone number, such as +20 100 123 4567.")) from None


class PasswordField(TextField):
    """A secret: taken exactly as typed, never shown again."""

    widget: Any = widgets.PasswordInput(hide_value=True)
    attrs: ClassVar[Mapping[str, str]] = {"dir": "ltr", "autocomplete": "current-password"}

    def __init__(self, *args: Any, max: int = 1_000, **options: Any) -> None:
        super().__init__(*args, max=max, **options)

    def cleaned(self, typed: str) -> str:
        return typed

    def is_empty(self) -> bool:
        return self.typed == ""


class HiddenField(TextField):
    """A value that travels with the form unseen."""

    kind = "hidden"
    widget: Any = widgets.HiddenInput()
    attrs: ClassVar[Mapping[str, str]] = {}
