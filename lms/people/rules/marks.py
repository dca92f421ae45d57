"""By what somebody is known in a text: the name in both scripts, the number, telephone and address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lms.people.models import Person
from lms.people.rules.persons import phone_spellings
from lms.platform.text import fold, fold_digits

FEWEST_WORDS = 2
"""A single word is borne by too many to mean somebody."""


@dataclass(frozen=True)
class Marks:
    """What tells who somebody is."""

    names: tuple[frozenset[str], ...]  # the folded words of each name
    values: frozenset[str]  # number, telephone, address: each alone is enough

    def in_cells(self, cells: Iterable[str]) -> bool:
        """Whether the cells of a row name the person: all words of a name, or one of the values."""
        found = [cell for cell in cells if cell]
        if any(_value(cell) in self.values for cell in found):
            return True
        words = {word for cell in found for word in fold(cell).split()}
        return any(name <= words for name in self.names if len(name) >= FEWEST_WORDS)

    def in_text(self, text: str) -> bool:
        """Whether a text names the person."""
        whole = _value(text)
        return self.in_cells([text]) or any(value in whole for value in self.values)


def marks_of(
    person: Person | None, number: str, emails: Iterable[str], names: Iterable[str]
) -> Marks:
    """The marks of a person, with the whole number, and with what an account adds to them."""
    texts, phone = [*names], ""
    if person is not None:
        texts += [person.full_name, person.second_name or ""]
        texts.append(" ".join(filter(None, (person.given_name, person.family_name))))
        phone = person.phone or ""
    values = {number, *emails, *(phone_spellings(phone) if phone else ()), phone}
    return Marks(
        names=tuple(frozenset(fold(text).split()) for text in texts if text),
        values=frozenset(_value(value) for value in values if value),
    )


def _value(text: str) -> str:
    """A number, a telephone or an address as it compares, however it was typed."""
    return "".join(filter(str.isalnum, fold_digits(text))).casefold()
