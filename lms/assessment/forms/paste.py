"""A column from a spreadsheet: marks in the order of the list, or names with marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.enrolment.models import Enrolment
from lms.platform.forms import Form, LongTextField, required
from lms.platform.i18n import _, _l, _n
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.platform.text import fold, fold_digits

MOST_LINES = 200
"""Marks that are pasted at once."""

MOST_PROBLEMS = 10
_NUMBER = re.compile(r"[-+]?[\d.,٫٬\s\u200e\u200f\u061c]*\d[\d.,٫٬\s\u200e\u200f\u061c]*")
_ABSENT = frozenset(
    fold(word) for word in ("absent", "غائب", "غائبة", "لم يحضر", "غایب", "არ ესწრებოდა", "არ იყო")
)
"""What stands in place of a mark for who did not come, in the four languages."""

Line = Sequence[str]


@dataclass(frozen=True)
class Pasted:
    """The marks as typed, by enrolment, or why they cannot be told apart."""

    marks: Mapping[int, str]
    problems: Sequence[str] = ()


class PasteForm(Form):
    """Nothing is saved by it: the marks come back in their fields, to be looked at."""

    column = LongTextField(
        _l("Marks from a spreadsheet"),
        [required()],
        max=40_000,
        rows=8,
        hint=_l(
            "One line for each person in the order of the list, empty for who has no mark;"
            " or two columns, name and mark."
        ),
    )

    def read(
        self, people: Sequence[Enrolment], everybody: Sequence[Enrolment]
    ) -> Mapping[int, str]:
        """The marks by enrolment; where they cannot be told apart the field says why, and there are none.

        `people` are those listed on the page, `everybody` those who may be named.
        """
        # A spreadsheet ends each line; further empty ones at the end are people without a mark.
        text = self.column.typed.replace("\r\n", "\n").removesuffix("\n")
        lines = [_cells(line) for line in text.split("\n")]
        if len(lines) > MOST_LINES:
            most = (
                "Paste at most %(count)s line at once.",
                "Paste at most %(count)s lines at once.",
            )
            self.add_error("column", _n(*most, MOST_LINES))
            return {}
        names = any(len(line) > 1 for line in lines)
        found = _by_name(lines, everybody) if names else _in_order(lines, people)
        for problem in found.problems[:MOST_PROBLEMS]:
            self.add_error("column", problem)
        return {} if found.problems else found.marks


def is_absent(text: str) -> bool:
    """Whether the text says that somebody did not come."""
    return fold(text) in _ABSENT


def _cells(line: str) -> Line:
    return [cell.strip() for cell in line.split("\t")]


def _is_mark(text: str) -> bool:
    return is_absent(text) or _NUMBER.fullmatch(fold_digits(text)) is not None


def _in_order(lines: Sequence[Line], people: Sequence[Enrolment]) -> Pasted:
    """One mark a line, for those on the list from the first to the last."""
    if len(lines) != len(people):
        problem = _(
            "Lines: %(lines)s, people on the list: %(people)s. Each person needs a line, if only an empty one.",
            lines=number(len(lines)),
            people=number(len(people)),
        )
        return Pasted({}, [problem])
    return Pasted({one.id: line[0] for one, line in zip(people, lines, strict=True) if line[0]})


def _by_name(lines: Sequence[Line], everybody: Sequence[Enrolment]) -> Pasted:
    """A name and a mark a line, in any order; other columns, such as row numbers, do not matter."""
    known = _known_names(everybody)
    marks: dict[int, str] = {}
    problems: list[str] = []
    for place, line in enumerate(lines, start=1):
        name, mark = _name_and_mark(line)
        matches = known.get(fold(name), set())
        is_heading = place == 1 and not matches and not _is_mark(mark)
        if not any(line) or is_heading:
            continue
        if problem := _mistaken(place, name, matches, marks):
            problems.append(problem)
        elif mark:
            marks.update(dict.fromkeys(matches, mark))
    return Pasted(marks, problems)


def _mistaken(place: int, name: str, matches: set[int], marks: Mapping[int, str]) -> str:
    """Why the line cannot be given to one person."""
    values = {"line": number(place), "name": isolated(name[:100])}
    if not matches:
        return _("Line %(line)s: nobody on the list is called %(name)s.", **values)
    if len(matches) > 1:
        return _("Line %(line)s: several people are called %(name)s.", **values)
    if matches & marks.keys():
        return _("Line %(line)s: %(name)s has a line already.", **values)
    return ""


def _known_names(people: Iterable[Enrolment]) -> dict[str, set[int]]:
    known: dict[str, set[int]] = {}
    for one in people:
        for name in filter(None, (one.person.full_name, one.person.second_name)):
            known.setdefault(fold(name), set()).add(one.id)
    return known


def _name_and_mark(line: Line) -> tuple[str, str]:
    """The mark is the last cell and the name the longest other; or the other way round."""
    *others, last = line
    names = [cell for cell in others if cell and not _is_mark(cell)]
    if names:
        return max(names, key=len), last
    marks = [cell for cell in others if _is_mark(cell)]
    return last, marks[-1] if marks else ""
