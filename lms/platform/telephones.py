"""Which telephones take text messages, by the numbering plans of all countries; the only importer of phonenumbers."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_TAKES_TEXTS = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mobile_number(text: str, country: str) -> str | None:
    """The number as it is dialled from anywhere (E.164: +201001234567), None where no text message can reach it.

    `country` is that of a number which does not say its own: 0100 123 4567 in EG.
    """
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in _TAKES_TEXTS:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
