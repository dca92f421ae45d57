"""The order of letters in each language, by ICU; the only place that sorts names."""

from functools import cache
from threading import Lock
from typing import Any

import icu

_comparing = Lock()


@cache
def _collator(language: str) -> Any:
    return icu.Collator.createInstance(icu.Locale(language))  # type: ignore[attr-defined]  # icu has no types


def sort_key(text: str, language: str) -> bytes:
    """Bytes that order the text as the language's dictionaries do; for storing and for sorting."""
    # A collator is not safe to share between threads, and making one costs far more than a key.
    with _comparing:
        key: bytes = _collator(language).getSortKey(text)
    return key
