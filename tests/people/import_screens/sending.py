"""A staff list as it is sent, and what the page says of it."""

from __future__ import annotations

import io
import re

from sqlalchemy import select

from lms.people.models import RosterImport
from lms.platform.db import db
from tests.people.staff_lists import name, national_id

ONE = [(name(1), national_id(1), "", "Clerk")]


def send(browser, content: bytes, unit, file_name: str = "staff.csv", **query):
    data = {"file": (io.BytesIO(content), file_name), "unit": str(unit.id)}
    return browser.post("/imports", data, content_type="multipart/form-data", query_string=query)


def sent(browser, content: bytes, unit, file_name: str = "staff.csv") -> str:
    """The address of the file that was sent."""
    answer = send(browser, content, unit, file_name)
    assert answer.status_code == 302, answer.text
    roster = db.session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).first()
    return f"/imports/{roster.id}"


def roster() -> RosterImport:
    return db.session.scalars(select(RosterImport)).one()


def tiles(page: str) -> list[str]:
    return re.findall(r'class="v[^"]*">\s*([\d,]+)', page)
