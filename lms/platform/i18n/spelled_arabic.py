"""Arabic numbers in words before a feminine noun, in the nominative: ثلاث ساعات, إحدى عشرة ساعة, ثلاثون ساعة.

ICU has no rules that agree with what is counted: from three to ten, and in the units of larger numbers, the word has
the other gender than the noun.
"""

_UNITS = ("", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_TEENS = (
    *("عشر", "إحدى عشرة", "اثنتا عشرة", "ثلاث عشرة", "أربع عشرة", "خمس عشرة", "ست عشرة"),
    *("سبع عشرة", "ثماني عشرة", "تسع عشرة"),
)
_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = (
    *("", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة"),
    *("ثمانمائة", "تسعمائة"),
)
# Thousands are masculine, and counted in the other gender.
_THOUSANDS = (
    *("", "ألف", "ألفان", "ثلاثة آلاف", "أربعة آلاف", "خمسة آلاف", "ستة آلاف", "سبعة آلاف"),
    *("ثمانية آلاف", "تسعة آلاف"),
)
MOST = 9_999


def before_feminine(n: int) -> str:
    """The number in words, from 1 to `MOST`; empty for any other."""
    if not 1 <= n <= MOST:
        return ""
    thousands, rest = divmod(n, 1000)
    hundreds, rest = divmod(rest, 100)
    words = (_THOUSANDS[thousands], _HUNDREDS[hundreds], *_below_hundred(rest))
    return " و".join(word for word in words if word)


def _below_hundred(n: int) -> tuple[str, ...]:
    if n == 8:
        return ("ثماني",)
    if n < 10:
        return (_UNITS[n],)
    if n < 20:
        return (_TEENS[n - 10],)
    tens, units = divmod(n, 10)
    units_word = "إحدى" if units == 1 else _UNITS[units]
    return units_word, _TENS[tens]
