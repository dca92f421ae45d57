"""The order of lists of people; whatever puts people in order by name asks here."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from lms.people.models import Person
from lms.people.rules import language_of
from lms.platform.i18n import language
from lms.platform.i18n.collation import keys_in_script_of

IN_FIXED_ORDER = "en"
"""The keys have Latin names first."""


def by_name() -> tuple[Any, ...]:
    """By what to order people for the reader: the names in the reader's script first, the others in the fixed order."""
    return _by_name(language())


def by_name_in(country_code: str) -> tuple[Any, ...]:
    """The same for what is numbered on paper: as the country reads it, whoever looks."""
    return _by_name(language_of(country_code))


def in_front() -> ColumnElement[bool] | None:
    """Whose names come first, where a condition says so: those in the reader's script."""
    return _in_front(language())


@cache
def _by_name(reader: str) -> tuple[Any, ...]:
    if reader == IN_FIXED_ORDER:
        return (Person.sort_key,)
    first, end = keys_in_script_of(reader)
    return or_(Person.sort_key < first, Person.sort_key >= end), Person.sort_key


@cache
def _in_front(reader: str) -> ColumnElement[bool] | None:
    if reader == IN_FIXED_ORDER:
        return None
    first, end = keys_in_script_of(reader)
    return and_(Person.sort_key >= first, Person.sort_key < end)
