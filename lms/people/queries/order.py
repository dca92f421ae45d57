"""The order of lists of people; whatever puts people in order by name asks here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from lms.people.models import Person
from lms.people.rules import language_of
from lms.platform import by_script
from lms.platform.i18n import language


def by_name() -> tuple[Any, ...]:
    """By what to order people for the reader: the names in the reader's script first, the others in the fixed order."""
    return by_script.by_script(Person.sort_key, language())


def by_name_in(country_code: str) -> tuple[Any, ...]:
    """The same for what is numbered on paper: as the country reads it, whoever looks."""
    return by_script.by_script(Person.sort_key, language_of(country_code))


def in_front() -> ColumnElement[bool] | None:
    """Whose names come first, where a condition says so: those in the reader's script."""
    return by_script.in_front(Person.sort_key, language())
