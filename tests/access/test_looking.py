"""S30 in the matrix: a look outside opens reading at that one place, by the role's own rights, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from lms.accounts import policy
from lms.accounts.models import OutsideLook
from lms.accounts.roles import OUTSIDE, WHILE_LOOKING, Role, holds
from lms.platform.access import PUBLIC, SIGNED_IN, Permission
from lms.platform.db import db
from tests.access.matrix import RECORDS_OF_REFUSALS, Cell, cells, written
from tests.access.register import Register, visitor
from tests.access.test_matrix import OF_NOBODY_HERE, SHARED, expected, keeps_out

LOOKERS = [role.value for role in Role if holds(role, policy.LOOK.key)]


@pytest.fixture(params=LOOKERS)
def looker(register: Register, request: pytest.FixtureRequest) -> Iterator[str]:
    """Somebody at one centre or governorate who looks at a centre of another governorate."""
    account = db.session.merge(register.world.accounts[request.param])
    look = OutsideLook(
        user_id=account.id,
        grant_id=account.grants[0].id,
        unit_id=db.session.merge(register.world.places["other"]).id,
        reason="A transferred clerk asks for her record",
        ends_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    db.session.add(look)
    db.session.commit()
    look_id = look.id
    register.keep()
    yield request.param
    db.session.delete(db.session.get_one(OutsideLook, look_id))
    db.session.commit()
    register.keep()


def rights(app: Flask, cell: Cell) -> set[str]:
    """The rights of the role by any one of which the route opens."""
    access = app.view_functions[cell.endpoint].access  # type: ignore[attr-defined]  # every route has it
    role = Role(cell.principal)
    return {one.key for one in access if isinstance(one, Permission) and holds(role, one.key)}


def is_open_meanwhile(app: Flask, cell: Cell) -> bool:
    """What is open to whoever looks outside: reading, at their own places and at the one they look at."""
    access = app.view_functions[cell.endpoint].access  # type: ignore[attr-defined]  # every route has it
    if cell.method != "GET" or cell.endpoint in OF_NOBODY_HERE or {PUBLIC, SIGNED_IN} & {*access}:
        return expected(app, cell)
    held = rights(app, cell)
    if cell.relation == "other" and cell.endpoint not in SHARED:
        return bool(held & OUTSIDE)
    return bool(held & WHILE_LOOKING) and expected(app, cell)


def unexpected(register: Register, looker: str, asked: Callable[[Cell], bool]) -> list[str]:
    """Asks all that is wanted while looking, and says what was answered otherwise than it should be."""
    app, found = register.app, []
    browser = visitor(app, register.world, looker)
    register.keep()
    for cell in filter(asked, cells(app, register.world, looker)):
        ask = browser.get if cell.method == "GET" else browser.post
        with written() as tables:
            answer = ask(cell.url)
        answer.close()
        kept_out, wrote = keeps_out(answer), tables - RECORDS_OF_REFUSALS - {"sign_in"}
        if answer.status_code >= 500 or kept_out == is_open_meanwhile(app, cell):
            found.append(f"{cell.method} {cell.url}: {answer.status_code}")
        if wrote and (kept_out or (cell.relation == "other" and cell.endpoint not in SHARED)):
            found.append(f"{cell.method} {cell.url}: wrote {sorted(wrote)}")
        register.undo(tables)
    return found


def test_s30_a_look_opens_reading_at_its_place_and_no_route_that_writes(
    register: Register, looker: str
) -> None:
    def asked(cell: Cell) -> bool:
        return cell.relation == "other" or (cell.relation == "sibling" and cell.method == "GET")

    assert unexpected(register, looker, asked) == []


@pytest.mark.parametrize("looker", ["centre_administrator"], indirect=True)
def test_s30_notices_a_look_that_writes(
    register: Register, looker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(cell: Cell) -> bool:
        return cell.endpoint == "people.update_person"

    assert unexpected(register, looker, asked) == []
    with_writing = OUTSIDE | {"people.manage"}
    monkeypatch.setattr("lms.accounts.actor.OUTSIDE", with_writing)
    monkeypatch.setattr("lms.accounts.actor.WHILE_LOOKING", with_writing)
    monkeypatch.setattr("lms.accounts.sessions.SAFE_METHODS", {"GET", "POST"})
    assert unexpected(register, looker, asked) != []
