"""Whole numbers in words, by ICU, in the languages in which ICU writes them as an official would."""

from functools import cache
from threading import Lock
from typing import Any

import icu

from lms.platform.i18n.preferences import language

# Not Arabic: ICU 78 has one gender for three to ten (ثلاثة ساعة), إحدى عشر for eleven and ثلاثة مائة for three hundred.
_RULES = {
    "en": "%spellout-cardinal-verbose",
    "fa": "%spellout-cardinal",
    "ka": "%spellout-cardinal",
}
_SOFT_HYPHEN = "\u00ad"
_spelling = Lock()


def in_words(n: int) -> str:
    """The number as the reader says it; empty in a language where that would come out wrong."""
    if language() not in _RULES:
        return ""
    with _spelling:  # as collators, these may not be shared between threads
        words: str = _speller(language()).format(n)
    return words.replace(_SOFT_HYPHEN, "")  # Georgian ones say where to break


@cache
def _speller(code: str) -> Any:
    speller = icu.RuleBasedNumberFormat(  # type: ignore[attr-defined]  # icu has no types
        icu.URBNFRuleSetTag.SPELLOUT,  # type: ignore[attr-defined]
        icu.Locale(code),  # type: ignore[attr-defined]
    )
    speller.setDefaultRuleSet(_RULES[code])
    return speller
