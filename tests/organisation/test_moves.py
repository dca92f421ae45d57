"""Where places lay on which days: moves from a day on, corrections, and what cannot have been."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.audit.models import AuditEvent
from lms.home.invariants import invariants
from lms.organisation import queries, services
from lms.organisation.errors import (
    AboveIsClosed,
    HasHistory,
    InsideItself,
    LayInside,
    MovedSince,
    NotMovedYet,
    NotOpenThen,
    ReasonMissing,
)
from lms.organisation.models import ALWAYS, OPEN, OrgUnit, UnitAncestry, UnitKind
from lms.platform import clock
from lms.platform.db import db
from tests.support.factories import UnitFactory

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def tree(app):
    """A country with three governorates, and a town with a centre in the first."""
    with clock.frozen(NOON):
        country = UnitFactory(kind=UnitKind.COUNTRY, name_en="country")
        units = {"country": country}
        for name in ("giza", "qena", "luxor"):
            units[name] = UnitFactory(kind=UnitKind.GOVERNORATE, parent=country, name_en=name)
        units["town"] = UnitFactory(kind=UnitKind.CITY, parent=units["giza"], name_en="town")
        units["centre"] = UnitFactory(parent=units["town"], name_en="centre")
        yield units
        assert broken() == []


def broken() -> list[str]:
    """The rules about the tree that do not hold."""
    return [
        rule for rule, found in invariants() if "place" in rule and db.session.execute(found).all()
    ]


def lay(unit: OrgUnit, day: date) -> list[str]:
    """What the unit lay in on a day, the country first."""
    query = (
        db.session.query(OrgUnit.name_en)
        .join(UnitAncestry, UnitAncestry.ancestor_id == OrgUnit.id)
        .filter(UnitAncestry.unit_id == unit.id, UnitAncestry.depth > 0)
        .filter(UnitAncestry.since <= day, UnitAncestry.until > day)
        .order_by(UnitAncestry.depth.desc())
    )
    return [name for (name,) in query]


def spells(unit: OrgUnit) -> list[tuple[str, date, date]]:
    return [
        (above.name_en, since, until)
        for above, since, until in db.session.execute(queries.places_above(unit))
    ]


def test_a_moved_place_lay_where_it_lay_up_to_the_day(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)

    assert lay(tree["centre"], date(2026, 5, 31)) == ["country", "giza", "town"]
    assert lay(tree["centre"], JUNE) == ["country", "qena", "town"]
    assert spells(tree["town"]) == [("qena", JUNE, OPEN), ("giza", ALWAYS, JUNE)]
    assert [one.name_en for one in queries.path(tree["centre"])][1] == "qena"


def test_a_correction_leaves_no_trace_but_in_the_record(tree):
    services.correct_place(tree["town"], tree["qena"], reason="Entered below Giza by mistake")

    assert spells(tree["town"]) == [("qena", ALWAYS, OPEN)]
    assert lay(tree["centre"], date(2000, 1, 1)) == ["country", "qena", "town"]
    event = db.session.query(AuditEvent).one()
    assert (event.action, event.reason) == (
        "organisation.correct_place",
        "Entered below Giza by mistake",
    )
    with pytest.raises(ReasonMissing):
        services.correct_place(tree["town"], tree["giza"], reason=" ")


def test_a_correction_after_a_move_reaches_back_to_the_move(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)

    services.correct_place(tree["town"], tree["luxor"], reason="The decree says Luxor")
    assert spells(tree["town"]) == [("luxor", JUNE, OPEN), ("giza", ALWAYS, JUNE)]

    services.correct_place(tree["town"], tree["giza"], reason="There was no move at all")
    assert spells(tree["town"]) == [("giza", ALWAYS, OPEN)]


def test_of_two_moves_on_a_day_the_last_one_holds(tree):
    services.move_unit(tree["town"], tree["qena"])
    services.move_unit(tree["town"], tree["luxor"])

    today = clock.today("Africa/Cairo")
    assert spells(tree["town"]) == [("luxor", today, OPEN), ("giza", ALWAYS, today)]


def test_moved_back_on_the_day_it_has_never_been_away_and_later_it_has(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)
    services.move_unit(tree["town"], tree["giza"], on=JUNE)
    assert spells(tree["town"]) == [("giza", ALWAYS, OPEN)]

    services.move_unit(tree["town"], tree["qena"], on=JUNE)
    services.move_unit(tree["town"], tree["giza"], on=JULY)
    assert [name for name, _since, _until in spells(tree["town"])] == ["giza", "qena", "giza"]
    assert lay(tree["centre"], JUNE) == ["country", "qena", "town"]
    assert lay(tree["centre"], JULY) == ["country", "giza", "town"]


def test_a_subtree_takes_along_what_lay_in_it_on_each_day(tree):
    services.move_unit(tree["centre"], tree["luxor"], on=JUNE)

    services.move_unit(tree["town"], tree["qena"], on=MAY)

    assert lay(tree["centre"], date(2026, 4, 30)) == ["country", "giza", "town"]
    assert lay(tree["centre"], MAY) == ["country", "qena", "town"]
    assert lay(tree["centre"], JUNE) == ["country", "luxor"]


def test_a_place_that_is_added_to_one_that_moved_lay_where_that_lay(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)

    added = services.create_unit(
        code="N-1", kind=UnitKind.DEPARTMENT, parent=tree["town"], names={"en": "new"}
    )

    assert lay(added, MAY) == ["country", "giza", "town"]
    assert lay(added, JULY) == ["country", "qena", "town"]


def test_a_move_before_the_last_one_or_to_come_is_refused(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)

    with pytest.raises(MovedSince, match="1 June 2026"):
        services.move_unit(tree["town"], tree["luxor"], on=MAY)
    with pytest.raises(NotMovedYet):
        services.move_unit(tree["town"], tree["luxor"], on=date(2026, 11, 23))


@pytest.mark.parametrize("late", ["town", "qena"])
def test_a_place_cannot_move_before_it_or_its_new_place_opened(tree, late):
    tree[late].opened_on = JULY

    with pytest.raises(NotOpenThen, match=late):
        services.move_unit(tree["town"], tree["qena"], on=JUNE)
    services.move_unit(tree["town"], tree["qena"], on=JULY)


def test_a_place_cannot_have_lain_in_what_lay_in_it(tree):
    services.move_unit(tree["centre"], tree["qena"], on=JULY)

    with pytest.raises(LayInside, match="30 June 2026"):
        services.move_unit(tree["town"], tree["centre"], on=JUNE)
    with pytest.raises(LayInside):
        services.correct_place(tree["town"], tree["centre"], reason="Wrong")
    services.move_unit(tree["town"], tree["centre"], on=JULY)
    with pytest.raises(InsideItself):
        services.correct_place(tree["centre"], tree["town"], reason="Wrong")


def test_a_correction_into_a_closed_place_is_refused(tree):
    services.close_unit(tree["qena"], on=JUNE)

    with pytest.raises(AboveIsClosed):
        services.correct_place(tree["town"], tree["qena"], reason="Wrong")


def test_s21_a_place_in_which_others_lay_keeps_that_history(tree):
    services.move_unit(tree["town"], tree["qena"], on=JUNE)

    with pytest.raises(HasHistory, match="1 place that lay in it before"):
        services.delete_unit(tree["giza"])
    services.delete_unit(tree["centre"])
