"""Whole numbers in words: by ICU where it writes them as an official would, and by rules of our own in Arabic."""

from functools import cache
from threading import Lock
from typing import Any

import icu

from lms.platform.i18n.preferences import language
from lms.platform.i18n.spelled_arabic import before_feminine

# In Arabic ICU 78 has one gender for three to ten (ثلاثة ساعة), إحدى عشر for eleven, ثلاثة مائة for three hundred.
_RULES = {
    "en": "%spellout-cardinal-verbose",
    "fa": "%spellout-cardinal",
    "ka": "%spellout-cardinal",
}
_SOFT_HYPHEN = "\u00ad"
_spelling = Lock()


def in_words(n: int) -> str:
    """The number as the reader says it of hours, with which it agrees in Arabic; empty from 10,000 on there."""
    if language() == "ar":
        return before_feminine(n)
    with _spelling:  # as collators, these may not be shared between threads
        words: str = _speller(language()).format(n)
    # Georgian hundreds stand apart (ას ოცდაერთი); elsewhere the hyphens only say where to break.
    return words.replace(f"ას{_SOFT_HYPHEN}", "ას ").replace(_SOFT_HYPHEN, "")


@cache
def _speller(code: str) -> Any:
    speller = icu.RuleBasedNumberFormat(  # type: ignore[attr-defined]  # icu has no types
        icu.URBNFRuleSetTag.SPELLOUT,  # type: ignore[attr-defined]
        icu.Locale(code),  # type: ignore[attr-defined]
    )
    speller.setDefaultRuleSet(_RULES[code])
    return speller
