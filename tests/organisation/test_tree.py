"""The tree of places: loading, moving, closing, deleting."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.organisation import queries, services
from lms.organisation.errors import HasHistory, InsideItself
from lms.organisation.models import OrgUnit, UnitAncestor, UnitKind
from lms.organisation.reference import load_country, load_places
from lms.platform.db import db
from tests.support.factories import RunFactory, UnitFactory


def ids_below(unit: OrgUnit) -> set[int]:
    return set(db.session.scalars(queries.subtree_ids(unit.id)))


def test_loads_the_governorates_and_districts_of_egypt_once(app):
    root = load_country("EG")

    first = load_places("EG", under=root)
    again = load_places("EG", under=root)

    assert (first, again) == (27 + 351, 0)
    assert len(ids_below(root)) == 1 + 27 + 351


def test_every_unit_is_its_own_ancestor_at_depth_zero(app):
    root = load_country("GE")
    load_places("GE", under=root)

    selves = db.session.scalar(
        select(func.count())
        .select_from(UnitAncestor)
        .where(UnitAncestor.unit_id == UnitAncestor.ancestor_id, UnitAncestor.depth == 0)
    )
    assert selves == db.session.scalar(select(func.count()).select_from(OrgUnit))


def test_a_moved_unit_takes_everything_below_it_along(app):
    root = UnitFactory(kind=UnitKind.COUNTRY)
    giza, qena = UnitFactory(parent=root), UnitFactory(parent=root)
    town = UnitFactory(parent=giza)
    centre = UnitFactory(parent=town)

    services.move_unit(town, qena)

    assert ids_below(qena) == {qena.id, town.id, centre.id}
    assert ids_below(giza) == {giza.id}
    assert [unit.id for unit in queries.path(centre)] == [root.id, qena.id, town.id, centre.id]


def test_a_unit_cannot_be_moved_below_itself(app):
    town = UnitFactory()
    centre = UnitFactory(parent=town)

    with pytest.raises(InsideItself):
        services.move_unit(town, centre)


def test_s21_a_centre_with_history_is_not_deleted(app):
    centre = UnitFactory()
    RunFactory(unit=centre)

    with pytest.raises(HasHistory):
        services.delete_unit(centre)


def test_s21_an_empty_centre_made_by_mistake_can_be_deleted(app):
    parent = UnitFactory()
    centre = services.create_unit(
        code="X-1", kind=UnitKind.TRAINING_CENTRE, parent=parent, names={"en": "A mistake"}
    )

    services.delete_unit(centre)

    assert db.session.scalar(select(OrgUnit).filter_by(code="X-1")) is None


def test_a_renamed_unit_keeps_its_former_name(app):
    unit = UnitFactory(name_en="Gamgeoba")

    services.rename_unit(unit, {"en": "City hall"}, on=date(2018, 1, 1))

    former = db.session.scalars(queries.names(unit)).one()
    assert (former.name, former.ends_on) == ("Gamgeoba", date(2017, 12, 31))
