"""G2: what a form does not ask for is not changed by sending it (A9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from lms.platform.clock import frozen
from lms.platform.db import Base, db
from tests.access.matrix import cells
from tests.access.register import Register, visitor
from tests.support.client import Browser

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CHANCE = {
    "token_hash",
    "hash",
    "code",
    "password_hash",
    "payload",
    "message_id",
    "sealed_text",
    "file_sha256",
    "fingerprint",
    "request_id",
}
"""Columns that may hold something drawn by chance."""

UNSHOWN = {"topic_id"}
"""A choice that the form has, and does not show where there is nothing to choose."""

GIVEN: dict[str, str] = {
    "name_en": "Something",
    "name_ar": "شيء",
    "full_name": "منى أحمد السيد علي",
    "reason": "Asked for by the ministry",
    "email": "new@example.org",
    "display_name": "Somebody",
    "code": "NEW-1",
}
"""What somebody would fill in where a form begins empty."""


class Fields(HTMLParser):
    """The fields of the form that is sent to one address, with the values it shows."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.actions, self.inside = (None, "", action), False
        self.values: MultiDict[str, str] = MultiDict()
        self.names: set[str] = set()
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._area = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("method") == "post" and given.get("action") in self.actions
        if not self.inside:
            return
        name = given.get("name") or ""
        self.names.add(name)
        if tag == "input" and name and _is_sent(given):
            self.values.add(name, given.get("value") or "")
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self._area = name
            self.values.add(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            chosen = chosen or [value for value, _selected in self._options if value][:1]
            for value in chosen:
                self.values.add(self._select, value)
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = data.removeprefix("\n")


def _is_sent(field: dict[str, str | None]) -> bool:
    kind = field.get("type")
    return "checked" in field if kind in {"checkbox", "radio"} else kind not in {"file", "submit"}


def filled_in(page: str, url: str) -> tuple[MultiDict[str, str], set[str]]:
    """The form as somebody sends it who fills in what is empty and must not be; and the names of all its fields."""
    fields = Fields(url)
    fields.feed(page)
    for name, value in GIVEN.items():
        if name in fields.values and not fields.values[name]:
            fields.values[name] = value
    return fields.values, fields.names


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """All there is in the database, but for what chance decides."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.name not in CHANCE]
        if table.name not in {"sign_in", "audit_link"}:
            found[table.name] = sorted(map(repr, db.session.execute(select(*columns))))
    db.session.rollback()
    return found


def extra(names: set[str]) -> dict[str, str]:
    """Every column there is that the form does not ask for, with a value that would be seen."""
    columns = {
        column.name: column for table in Base.metadata.sorted_tables for column in table.columns
    }
    return {name: _value(column) for name, column in columns.items() if name not in names | UNSHOWN}


def _value(column: Any) -> str:
    kinds = {bool: "1", int: "1", date: "2001-01-01", datetime: "2001-01-01T00:00:00+00:00"}
    try:
        return kinds.get(column.type.python_type, "system_administrator")
    except NotImplementedError:
        return "1"


def outcome(register: Register, browser: Browser, url: str, form: Any) -> tuple[int, Any]:
    """What the request answers and leaves behind; the register is put back."""
    answer = browser.post(url, form)
    answer.close()
    left = rows()
    register.put_back()
    return answer.status_code, left


def forms(register: Register, principal: str) -> Iterator[tuple[str, Browser]]:
    app = register.app
    browser = visitor(app, register.world, principal)
    register.keep()
    asked = [
        cell for cell in cells(app, register.world, principal) if cell.relation in (None, "own")
    ]
    readable = {cell.url for cell in asked if cell.method == "GET"}
    for cell in asked:
        if cell.method == "POST" and cell.url in readable:
            yield cell.url, browser


@pytest.mark.parametrize(
    "principal", ["centre_administrator", "coordinator", "head_administrator", "trainer"]
)
def test_g2_a9_fields_that_a_form_does_not_have_change_nothing(
    register: Register,
    principal: str,
) -> None:
    changed, taken = [], 0
    with frozen(NOW):
        for url, browser in forms(register, principal):
            page = browser.get(url)
            if page.status_code != 200:
                register.put_back()  # that it was refused is on record
                continue
            form, names = filled_in(page.text, url)
            plain = outcome(register, browser, url, form)
            more = MultiDict([*form.items(multi=True), *extra(names).items()])
            if outcome(register, browser, url, more) != plain:
                changed.append(url)
            taken += plain[0] == 302

    assert changed == []
    assert taken >= 2
