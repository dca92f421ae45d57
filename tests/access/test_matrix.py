"""G1: every route by everybody on the things of every centre. Who is kept out changes nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import true
from werkzeug.test import TestResponse

from tests.access.matrix import HEAD, RECORDS_OF_REFUSALS, Cell, cells, is_open, written
from tests.access.register import Register, visitor
from tests.access.world import PRINCIPALS, RELATIONS

SHARED = {"planning.course", "planning.programme", "figures.programme_matrix"}
"""The courses of a country are open to all its centres; the figures beside them are the reader's own."""

OF_NOBODY_HERE = {
    "jobs.job",
    "jobs.stop",
    "jobs.export_file",
    "accounts.switch_role",
    "accounts.end_sign_in",
    "accounts.new_loan",
    "accounts.lend",
    "accounts.end_loan",
    "accounts.authenticator",
    "accounts.rename_authenticator",
    "accounts.remove_authenticator",
    "accounts.end_look",
}
"""Work is seen by whoever asked for it; a role, a sign-in, a passkey by their own; here they are somebody else's."""

FIRST_RUN = {"accounts.first_run", "accounts.set_up"}
"""Gone as soon as there is an account."""

LEADS_ON = {
    "home.start",
    "accounts.sign_out",
    "accounts.second_step",
    "accounts.take_second_step",
}
"""They send everybody to the sign-in page, or from there to the first page of their role."""


def keeps_out(answer: TestResponse) -> bool:
    to_sign_in = answer.status_code == 302 and "/sign-in" in answer.location
    return to_sign_in or answer.status_code in (401, 403, 404)


def expected(app: Flask, cell: Cell) -> bool:
    """What the declared access says, and the three kinds of thing that belong to no centre."""
    if cell.endpoint in OF_NOBODY_HERE | FIRST_RUN:
        return False
    if cell.endpoint in SHARED and cell.relation is not None:
        return is_open(app, Cell(cell.endpoint, cell.method, cell.principal, "own", cell.url))
    return is_open(app, cell)


def unexpected(register: Register, principal: str, asked: Callable[[Cell], bool]) -> list[str]:
    """Asks all that is wanted as this principal, and says what was answered otherwise than it should be."""
    app, found = register.app, []
    browser = visitor(app, register.world, principal)
    register.keep()
    for cell in filter(asked, cells(app, register.world, principal)):
        with written() as tables:
            ask: Callable[[str], TestResponse] = (
                browser.get if cell.method == "GET" else browser.post
            )
            answer = ask(cell.url)
        answer.close()  # an archive is sent piece by piece
        kept_out, wrote = keeps_out(answer), tables - RECORDS_OF_REFUSALS - {"sign_in"}
        if answer.status_code >= 500 or kept_out == expected(app, cell):
            found.append(f"{cell.method} {cell.url}: {answer.status_code}")
        if kept_out and wrote:
            found.append(f"{cell.method} {cell.url}: kept out, and wrote {sorted(wrote)}")
        register.undo(tables)
    return found


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_g1_each_route_is_open_to_whom_it_should_be_and_to_nobody_else(
    register: Register, principal: str
) -> None:
    assert unexpected(register, principal, lambda cell: cell.endpoint not in LEADS_ON) == []


def test_g1_has_a_cell_for_each_route_principal_and_centre(register: Register) -> None:
    counted = sum(1 for one in PRINCIPALS for _ in cells(register.app, register.world, one))
    with_things = [rule for rule in register.app.url_map.iter_rules() if rule.arguments]
    assert counted > len(PRINCIPALS) * len(RELATIONS) * (len(with_things) - 1)


def test_g1_notices_a_scope_that_is_forgotten(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(cell: Cell) -> bool:
        return cell.endpoint == "scheduling.run"

    assert unexpected(register, "centre_administrator", asked) == []
    monkeypatch.setattr("lms.scheduling.policy.visible_to", lambda _actor: true())
    monkeypatch.setattr("lms.platform.statements._kept", OrderedDict())  # put together anew
    found = unexpected(register, "centre_administrator", asked)
    assert found == ["GET /runs/R-sibling: 200", "GET /runs/R-other: 200"]


def test_a15_what_changes_something_is_not_done_by_opening_an_address(register: Register) -> None:
    app, principal = register.app, HEAD
    readable = {cell.url for cell in cells(app, register.world, principal) if cell.method == "GET"}
    browser = visitor(app, register.world, principal)
    changing = [
        cell.url
        for cell in cells(app, register.world, principal)
        if cell.method == "POST" and cell.relation in (None, "own") and cell.url not in readable
    ]
    assert {browser.get(url).status_code for url in changing} == {405}
    assert len(changing) > 25
