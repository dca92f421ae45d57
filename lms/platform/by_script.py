"""The order of names of several languages: the reader's script first, the others in the order of their keys."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from lms.platform.i18n.collation import keys_in_script_of

Keys = InstrumentedAttribute[bytes]
"""A column of keys, made by `key_among_languages`."""

IN_FIXED_ORDER = "en"
"""The keys have Latin names first."""


@cache
def by_script(keys: Keys, reader: str) -> tuple[Any, ...]:
    """By what to order for a reader of this language."""
    if reader == IN_FIXED_ORDER:
        return (keys,)
    first, end = keys_in_script_of(reader)
    return or_(keys < first, keys >= end), keys


@cache
def in_front(keys: Keys, reader: str) -> ColumnElement[bool] | None:
    """What comes first, where a condition says so: the names in the reader's script."""
    if reader == IN_FIXED_ORDER:
        return None
    first, end = keys_in_script_of(reader)
    return and_(keys >= first, keys < end)
