"""Every route by every principal on the things of every centre: what is asked, and what has to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Map, Rule

from lms.accounts.roles import Role, holds
from lms.platform.access import PUBLIC, SIGNED_IN, Permission
from lms.platform.db import db
from tests.access.world import RELATIONS, World

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
WIDE = {"ministry_analyst", "statistics_reader", "auditor", "system_administrator"}
"""Their role is held at the governorate, the head's at the country, everybody else's at one centre."""

HEAD = "head_administrator"

RECORDS_OF_REFUSALS = {"audit_event", "audit_link", "counted_try"}
"""What a refused request may leave behind."""


@dataclass(frozen=True)
class Cell:
    """One request: a route by a principal, on the things of a centre where its address names any."""

    endpoint: str
    method: str
    principal: str
    relation: str | None
    url: str

    @property
    def key(self) -> tuple[str, str, str | None]:
        return self.endpoint, self.principal, self.relation


def cells(app: Flask, world: World, principal: str) -> Iterator[Cell]:
    """All of a principal's, the reading ones first."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    for method in sorted(METHODS):
        for rule in sorted(rules, key=lambda rule: rule.rule):
            if method not in (rule.methods or ()):
                continue
            for relation in RELATIONS if rule.arguments else (None,):
                values = world.values[relation] if relation else {}
                url = address(app.url_map, rule, values)
                yield Cell(rule.endpoint, method, principal, relation, url)


def address(urls: Map, rule: Rule, values: dict[str, Any]) -> str:
    """The route's address; its first value is that of its first word, the others have names of their own."""
    names = [part.split(":")[-1].rstrip(">") for part in rule.rule.split("/") if "<" in part]
    first = rule.rule.split("/")[1]
    chosen = {name: values[first if place == 0 else name] for place, name in enumerate(names)}
    return urls.bind("localhost").build(rule.endpoint, chosen)


def is_open(app: Flask, cell: Cell) -> bool:
    """Whether the route's declared access and the reach of the role let the principal in."""
    access = app.view_functions[cell.endpoint].access  # type: ignore[attr-defined]  # every route has it
    if PUBLIC in access:
        return True
    if cell.principal in {"anonymous", "former", "pending"}:
        return False
    if SIGNED_IN in access:
        return True
    is_head = cell.principal == HEAD
    role = Role.SYSTEM_ADMINISTRATOR if is_head else Role(cell.principal)
    held = [one for one in access if isinstance(one, Permission) and holds(role, one.key)]
    if not any(is_head or not one.is_at_top for one in held):
        return False
    reach = {"own", "sibling"} if cell.principal in WIDE else {"own"}
    return cell.relation is None or is_head or cell.relation in reach


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        words = statement.split(maxsplit=3)
        verb = words[0].upper()
        if verb in {"INSERT", "DELETE"}:
            tables.add(words[2].strip('"'))
        elif verb == "UPDATE":
            tables.add(words[1].strip('"'))

    event.listen(db.engine, "before_cursor_execute", heard)
    try:
        yield tables
    finally:
        event.remove(db.engine, "before_cursor_execute", heard)
