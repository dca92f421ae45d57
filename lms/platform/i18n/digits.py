"""Digits and group marks of the reader."""

from lms.platform.i18n.preferences import Digits, preferences

_ASCII = "0123456789"
_TO_READER: dict[str, dict[int, int]] = {
    Digits.ARABIC: str.maketrans(_ASCII, "٠١٢٣٤٥٦٧٨٩"),
    Digits.PERSIAN: str.maketrans(_ASCII, "۰۱۲۳۴۵۶۷۸۹"),
}
_NO_BREAK_SPACE = "\u00a0"


def digits(text: object) -> str:
    """The text with its ASCII digits in the reader's digits."""
    table = _TO_READER.get(preferences().digits)
    return str(text) if table is None else str(text).translate(table)


def group_mark() -> str:
    chosen = preferences()
    if chosen.digits != Digits.LATIN:
        return "٬"
    return _NO_BREAK_SPACE if chosen.language == "ka" else ","


def decimal_mark() -> str:
    chosen = preferences()
    if chosen.digits != Digits.LATIN:
        return "٫"
    return "," if chosen.language == "ka" else "."


def minus_sign() -> str:
    # The marks keep the sign at the reading side of the digits in a right-to-left line.
    chosen = preferences()
    match chosen.digits:
        case Digits.ARABIC:
            return "\u061c-"
        case Digits.PERSIAN:
            return "\u200e\u2212"
    return "\u200e-" if chosen.language in ("ar", "fa") else "\u2212"


def number(n: int) -> str:
    """A whole number with group marks, in the reader's digits."""
    text = f"{abs(n):,}"
    if n > 999 or n < -999:
        # Georgian groups only from five digits on.
        ungrouped = preferences().language == "ka" and -9999 <= n <= 9999
        text = text.replace(",", "" if ungrouped else group_mark())
    return (minus_sign() if n < 0 else "") + digits(text)
