"""Staff lists as they are sent, and what becomes of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person, RosterImport, RosterRow
from lms.people.services import rosters
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.sheets.write import csv_lines, xlsx_file
from tests.support.factories import actor

HEADINGS = ("الاسم", "الرقم القومي", "جهة العمل", "الوظيفة")
WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def national_id(number: int) -> str:
    """A valid Egyptian number, another one for each number."""
    start = f"290010101{number:04}"
    total = sum(int(digit) * weight for digit, weight in zip(start, WEIGHTS, strict=True))
    return f"{start}{(11 - total % 11) % 10}"


def name(number: int) -> str:
    """A name in four parts, another one for each number."""
    return (
        f"منى {LETTERS[number % 28]}حمد {LETTERS[number // 28 % 28]}سن {LETTERS[number // 784]}ليل"
    )


def csv_file(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    return "".join(csv_lines(headings, rows)).encode()


def xlsx(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    file = io.BytesIO()
    xlsx_file(file, headings, rows, title="staff")
    return file.getvalue()


def load(content: bytes, unit: OrgUnit, by: Actor | None = None) -> RosterImport:
    """Send the file, look at the preview and confirm."""
    by = by or actor(Role.COORDINATOR, unit)
    roster = look(content, unit, by)
    assert rosters.claim(roster)
    rosters.take_in(roster.id, content, by)
    return roster


def look(content: bytes, unit: OrgUnit, by: Actor | None = None) -> RosterImport:
    """Send the file and have it read."""
    by = by or actor(Role.COORDINATOR, unit)
    roster = rosters.receive(
        content, "staff.xlsx" if content[:2] == b"PK" else "staff.csv", unit, by
    )
    rosters.preview(roster.id, content)
    return roster


def counts(roster: RosterImport) -> tuple[int, int, int, int]:
    """New, known, to review, refused."""
    return (roster.rows_new, roster.rows_match, roster.rows_review, roster.rows_invalid)


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person))


def places() -> int:
    return db.session.scalar(select(func.count()).select_from(Affiliation))


def problems(roster: RosterImport) -> dict[int, list[tuple[str, str]]]:
    """By row: which fields are remarked on, and how."""
    query = select(RosterRow).where(RosterRow.roster_import_id == roster.id)
    return {
        row.row_number: [(problem["field"], problem["code"]) for problem in row.problems]
        for row in db.session.scalars(query)
        if row.problems
    }
