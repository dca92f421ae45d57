"""Small counts are hidden from whoever reads figures alone, also against taking one number from another."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
from collections import Counter

import pytest

from lms.accounts.roles import Role
from lms.figures import services, veil
from lms.figures.veil import BASE, HALF, Few, veiled
from lms.platform.db import db
from lms.platform.i18n import Preferences, use_preferences
from lms.platform.i18n.numbers import number
from lms.scheduling.models import RunState
from tests.figures.facts import complete
from tests.figures.test_screens import reader, words
from tests.support.factories import (
    CourseFactory,
    NominationFactory,
    PersonFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    SessionFactory,
)

MANY = 37
"""No day, and nothing else on a page, is written so."""


def test_the_same_cell_is_shown_the_same_and_nobody_is_nobody(sqlite_app):
    assert veiled(0, "people", 1) == 0
    assert {str(veiled(3, "people", 1)) for _time in range(20)} == {str(veiled(3, "people", 1))}
    assert len({str(veiled(3, "people", unit)) for unit in range(60)}) > 1


def test_what_is_shown_is_a_multiple_of_five_or_a_few(sqlite_app):
    for count, unit in itertools.product(range(1, 30), range(40)):
        shown = veiled(count, "people", unit)
        assert isinstance(shown, Few) or (shown > 0 and shown % BASE == 0)


def test_rounding_is_right_on_average(sqlite_app):
    shown = [veiled(62, "people", unit) for unit in range(1000)]
    assert 61.5 < sum(shown) / len(shown) < 62.5
    assert sum(abs(one - 62) <= BASE for one in shown) > 0.9 * len(shown)


def test_a_few_is_said_in_words_in_the_digits_of_the_reader(sqlite_app):
    assert number(Few()) == "under 5"
    with use_preferences(Preferences(language="ar", digits="arab")):
        assert number(Few()) == "أقل من ٥"
    assert Few() + 1 == 4


# The attack: everything the reader can see of a country, over random people.


def published(facts: Counter[tuple[int, int, int, int]]) -> dict[tuple[int | None, ...], int]:
    """Every sum over place, course, year and sex that some page shows; None is all of them."""
    sums: Counter[tuple[int | None, ...]] = Counter()
    for cell, count in facts.items():
        for kept in itertools.product((True, False), repeat=len(cell)):
            sums[tuple(one if keep else None for one, keep in zip(cell, kept, strict=True))] += (
                count
            )
    return dict(sums)


def people(chance: random.Random) -> Counter[tuple[int, int, int, int]]:
    """Who completed: most cells are small, as in a small centre."""
    drawn = (tuple(chance.randrange(n) for n in (4, 3, 2, 2)) for _one in range(120))
    return Counter(drawn)


def possible(shown: int, count: int) -> bool:
    """Whether so many may be shown so: some fall of the coins does it."""
    if count == 0:
        return shown == 0
    least, most = ((count + noise + BASE // 2) // BASE * BASE for noise in (-HALF, HALF))
    return least <= (0 if isinstance(shown, Few) else shown) <= most


@pytest.mark.parametrize("seed", range(6))
def test_no_small_cell_is_determined_by_everything_that_is_shown(sqlite_app, seed):
    """In another world, with one person more in the cell, each shown number may be what it is."""
    facts = people(random.Random(seed))
    shown = {cell: veiled(count, *cell) for cell, count in published(facts).items()}
    small = [cell for cell, count in facts.items() if 0 < count < BASE]
    assert small
    for cell in small:
        other = published(facts + Counter({cell: 1}))
        assert other.keys() == shown.keys()
        assert all(possible(shown[at], count) for at, count in other.items())


def differenced(sums: dict[tuple[int | None, ...], int], cell: tuple[int, ...], axis: int) -> int:
    """The cell as the whole of one direction less its other parts."""
    whole = sums.get((*cell[:axis], None, *cell[axis + 1 :]), 0)
    others = (
        count
        for at, count in sums.items()
        if None not in at
        and at != cell
        and (*at[:axis], *at[axis + 1 :]) == (*cell[:axis], *cell[axis + 1 :])
    )
    return whole - sum(others)


def solved(sums: dict[tuple[int | None, ...], int], cells: list[tuple[int, ...]]) -> list[float]:
    """The cells that fit all sums best, as least squares give them: alternating projections on each margin."""
    guess = {cell: float(sums.get(cell, 0)) for cell in cells}
    for _round in range(6):
        for kept in itertools.product((True, False), repeat=4):
            groups: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
            for cell in cells:
                at = tuple(one if keep else None for one, keep in zip(cell, kept, strict=True))
                groups.setdefault(at, []).append(cell)
            for at, members in groups.items():
                off = (sums.get(at, 0) - sum(guess[one] for one in members)) / len(members)
                for one in members:
                    guess[one] += off / 2
    return [guess[cell] for cell in cells]


def test_who_takes_what_is_shown_for_exact_and_solves_it_is_mostly_wrong(sqlite_app):
    right: Counter[str] = Counter()
    for seed in range(3):
        facts = people(random.Random(seed))
        exact = published(facts)
        shown = {cell: int(veiled(count, *cell)) for cell, count in exact.items()}
        cells = list(itertools.product(range(4), range(3), range(2), range(2)))
        small = [cell for cell in cells if 0 < facts[cell] < BASE]
        fitted = dict(zip(cells, solved(shown, cells), strict=True))
        for cell in small:
            right["all"] += 1
            right["exact"] += all(differenced(exact, cell, n) == facts[cell] for n in range(4))
            right["taken"] += differenced(shown, cell, 0) == facts[cell]
            right["solved"] += round(fitted[cell]) == facts[cell]
    assert right["exact"] == right["all"]  # so it would be without
    assert right["taken"] < right["all"] * 0.25
    assert right["solved"] < right["all"] * 0.45


# The screens.


@pytest.fixture
def year(tree):
    """So many women in one centre and one man in another, in a plan and a programme of the year."""
    ministry = tree["ministry"]
    plan = PlanFactory(unit=ministry, fiscal_year=2026)
    item = PlanItemFactory(plan=plan, runs_planned=3, seats_planned=60, quarter=2)
    run = RunFactory(
        course=CourseFactory(unit=ministry), plan_item=item, state=RunState.CLOSED, capacity=60
    )
    SessionFactory(run=run)
    for _one in range(MANY):
        complete(run, PersonFactory(unit=tree["giza_centre"]), tree["giza_centre"])
    complete(run, PersonFactory(unit=tree["qena_centre"], sex="male"), tree["qena_centre"])
    services.count_run(run.id)
    NominationFactory(run=RunFactory(unit=ministry, state=RunState.OPEN), unit=ministry)
    db.session.commit()
    return plan


def pages(plan):
    return (
        "/overview?year=2026",
        "/overview?unit=EG-GIZA&year=2026",
        "/figures/trained?year=2026",
        "/figures/trained?year=2026&by=centre",
        "/figures/trained?year=2026&by=centre&sex=female",
        "/figures/trained?year=2026&by=centre&basis=now",
        "/figures/trained?year=&by=governorate&unit=EG-GIZA",
        "/figures/trained?year=2026&by=centre&format=csv",
        "/figures/explain?year=2026",
        f"/figures/explain?plan={plan.id}",
        f"/plans/{plan.id}/actual",
    )


def test_no_page_shows_the_reader_of_statistics_an_exact_number(browser, tree, year, monkeypatch):
    analyst = [words(reader(browser, tree).get(address)) for address in pages(year)]
    assert all(re.search(rf"\b{MANY}\b|\b{MANY + 1}\b", text) for text in analyst)
    statistics = reader(browser, tree, Role.STATISTICS_READER)
    for module in ("asked", "matrix"):
        monkeypatch.setattr(f"lms.figures.views.{module}.veiled", lambda count, *_cell: 0)

    for address in pages(year):
        answer = statistics.get(address)
        assert answer.status_code == 200, address
        text = re.sub(r'(?:nonce|value)="[^"]*"|\b\d+:\d+\b', "", answer.text)  # tokens and times
        exact = re.findall(rf".{{0,60}}\b(?:{MANY}|{MANY + 1})\b.{{0,60}}", text)
        assert not exact, f"{address}: {exact}"


def test_page_file_and_print_show_the_same(browser, tree, year):
    statistics = reader(browser, tree, Role.STATISTICS_READER)
    address = "/figures/trained?year=2026&by=centre"
    page = words(statistics.get(address))
    table = list(
        csv.reader(io.StringIO(statistics.get(address + "&format=csv").text.lstrip("\ufeff")))
    )
    numbers = {cell for row in table[1:] for cell in row[3:]}
    assert numbers
    assert all(cell == "under 5" or int(cell) % BASE == 0 for cell in numbers)
    assert all(cell in page for cell in numbers)
    assert "rounded to fives" in page
    assert statistics.get(address + "&format=xlsx").status_code == 200


def test_the_order_of_rows_tells_nothing(browser, tree, year):
    statistics = reader(browser, tree, Role.STATISTICS_READER)
    address = "/figures/trained?year=2026&by=centre"
    usual = words(statistics.get(address))
    for order in ("people", "-people", "-completions", "women"):
        assert words(statistics.get(f"{address}&sort={order}")) == usual


def test_everybody_else_sees_what_was_counted(browser, tree, year):
    for role in (Role.MINISTRY_ANALYST, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        page = words(reader(browser, tree, role).get("/figures/trained?year=2026&by=centre"))
        assert f"Completions {MANY + 1}" in page
        assert "rounded to fives" not in page


def test_no_run_has_more_people_than_seats(browser, tree, year, monkeypatch):
    statistics = reader(browser, tree, Role.STATISTICS_READER)
    monkeypatch.setattr("lms.figures.views.asked.veiled", lambda _count, *_cell: 1_000)

    page = statistics.get("/overview?year=2026").text

    assert re.findall(r'data-label="Enrolled">([^<]+)<', page) == ["60", "30"]


def test_the_coins_fall_each_way():
    assert veil._heads(0b0111) == 3
    assert veil._heads(0) == 0
    assert veil._heads((1 << 256) - 1) == HALF
