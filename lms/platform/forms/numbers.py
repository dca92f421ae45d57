"""Fields for numbers: any digits and marks are understood, and nothing is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from lms.platform import typed
from lms.platform.forms.field import InputField, Refused, Terse
from lms.platform.i18n import _, _n
from lms.platform.i18n.digits import decimal_mark, digits


class _Bounded:
    """The least and the greatest value a number may have, and how to say that one is outside."""

    min: Any
    max: Any

    def within(self, number: Any) -> Any:
        low, high = self.min, self.max
        if (low is None or number >= low) and (high is None or number <= high):
            return number
        if low is None:
            raise Refused(Terse(_("Enter at most %(most)s.", most=plain(high))))
        if high is None:
            raise Refused(Terse(_("Enter at least %(least)s.", least=plain(low))))
        raise Refused(
            Terse(
                _("Enter a number from %(least)s to %(most)s.", least=plain(low), most=plain(high))
            )
        )


def plain(number: int | Decimal) -> str:
    """The number as one would type it: the reader's digits and decimal mark, no group marks."""
    return digits(f"{number:f}" if isinstance(number, Decimal) else str(number)).replace(
        ".", decimal_mark()
    )


class NumberField(_Bounded, InputField[int]):
    """A whole number."""

    width = "number"
    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "ltr",
        "inputmode": "numeric",
        "autocomplete": "off",
    }

    def __init__(
        self, *args: Any, min: int | None = 0, max: int | None = 999_999_999, **options: Any
    ) -> None:
        self.min, self.max = min, max
        super().__init__(*args, **options)

    def read(self, text: str) -> int:
        try:
            number = typed.whole_number(text)
        except typed.NotANumber:
            raise Refused(Terse(_("Enter a whole number, in digits."))) from None
        return int(self.within(number))

    def shown(self, value: int) -> str:
        return plain(value)

    def ask(self) -> str:
        return _("Enter a number.")


class DecimalField(_Bounded, InputField[Decimal]):
    """A number with at most `places` decimal places, kept exactly."""

    width = "number"
    attrs: ClassVar[Mapping[str, str]] = {
        "dir": "ltr",
        "inputmode": "decimal",
        "autocomplete": "off",
    }

    def __init__(
        self,
        *args: Any,
        places: int = 2,
        min: Decimal | int | None = 0,
        max: Decimal | int | None = 999_999_999,
        **options: Any,
    ) -> None:
        self.places, self.min, self.max = places, min, max
        super().__init__(*args, **options)

    def read(self, text: str) -> Decimal:
        number = self._number(text)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > self.places:
            raise Refused(
                Terse(
                    _n(
                        "Use at most %(count)s decimal place.",
                        "Use at most %(count)s decimal places.",
                        self.places,
                    )
                )
            )
        self.within(number)
        return number

    def _number(self, text: str) -> Decimal:
        try:
            return typed.exact_decimal(text)
        except typed.AmbiguousNumber:
            raise Refused(
                Terse(_("This can be read in two ways. Leave the mark between thousands out."))
            ) from None
        except typed.NotANumber:
            raise Refused(Terse(_("Enter a number, in digits."))) from None

    def shown(self, value: Decimal) -> str:
        return plain(value)

    def ask(self) -> str:
        return _("Enter a number.")


class PercentField(DecimalField):
    """A share of a hundred: 80 for 80%; the sign may be typed."""

    def __init__(self, *args: Any, places: int = 1, **options: Any) -> None:
        super().__init__(*args, places=places, min=0, max=100, **options)

    def cleaned(self, typed: str) -> str:
        return super().cleaned(typed).strip("%٪ ")
