"""The tree of places: loading, adding, renaming, moving, closing, deleting."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEvent
from lms.organisation import queries, services
from lms.organisation.errors import (
    AboveIsClosed,
    AlreadyThere,
    ClosedBeforeOpening,
    CodeTaken,
    HasHistory,
    InsideItself,
    NameMissing,
    NotATechnologyCentre,
    NotYet,
    OpenedAfterClosing,
    OpenInside,
    OtherCountry,
    RenamedSince,
    SameNames,
)
from lms.organisation.models import OrgUnit, UnitAncestor, UnitKind, UnitName
from lms.organisation.reference import countries, load_country, load_places
from lms.organisation.rules import COUNTED, counts_in_words
from lms.platform import clock
from lms.platform.db import Base, db
from lms.platform.i18n import LANGUAGES
from tests.support.factories import EnrolmentFactory, RunFactory, UnitFactory, country


def ids_below(unit: OrgUnit) -> set[int]:
    return set(db.session.scalars(queries.subtree_ids(unit.id)))


def centre_of(parent: OrgUnit, code: str = "X-1", **changes) -> OrgUnit:
    facts = {"kind": UnitKind.TRAINING_CENTRE, "names": {"en": "A centre"}, **changes}
    return services.create_unit(code=code, parent=parent, **facts)


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


@pytest.mark.parametrize("code", countries())
def test_a_country_has_a_name_in_each_language(app, code):
    assert all(load_country(code).names.get(language) for language in LANGUAGES)


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


@pytest.mark.parametrize("typed", ["القاهره", "قاهرة", "Cair", "EG01", "eg01", "قـاهِرة"])
def test_a_place_is_found_by_code_and_by_any_spelling(app, typed):
    UnitFactory(code="EG01", name_en="Cairo", name_ar="القاهرة")
    UnitFactory(code="EG02", name_en="Alexandria", name_ar="الإسكندرية")

    found = db.session.scalars(select(OrgUnit.code).where(queries.named(typed))).all()

    assert found == ["EG01"]


def test_a_place_loaded_from_a_list_is_found_like_one_typed(app):
    load_country("GE")
    load_places("GE", under=db.session.scalars(select(OrgUnit)).one())

    assert db.session.scalars(select(OrgUnit.id).where(queries.named("kakheti"))).all()


def test_a_place_is_found_by_a_former_name(app):
    unit = UnitFactory(name_en="City hall", name_ar=None)
    services.rename_unit(unit, {"en": "Municipality"}, on=date(2018, 1, 1))

    assert db.session.scalars(select(OrgUnit.id).where(queries.named("city h"))).all() == [unit.id]


def test_nothing_typed_finds_nothing(app):
    UnitFactory()

    assert db.session.scalars(select(OrgUnit.id).where(queries.named(" !% "))).all() == []


def test_a_form_sent_twice_makes_one_place(app):
    parent = UnitFactory()

    first, second = centre_of(parent), centre_of(parent)

    assert first is second
    assert len(ids_below(parent)) == 2


def test_a_code_belongs_to_one_place(app):
    parent = UnitFactory()
    centre_of(parent)

    with pytest.raises(CodeTaken):
        centre_of(parent, names={"en": "Another"})


def test_a_place_needs_a_name(app):
    with pytest.raises(NameMissing):
        centre_of(UnitFactory(), names={"en": "", "ar": None})


def test_only_a_technology_centre_is_mobile_or_automated(app):
    parent = UnitFactory()
    centre = centre_of(
        parent, kind=UnitKind.TECHNOLOGY_CENTRE_CITY, is_mobile=True, is_automated=True
    )

    assert (centre.is_mobile, centre.is_automated) == (True, True)
    with pytest.raises(NotATechnologyCentre):
        centre_of(parent, code="X-2", is_mobile=True)
    with pytest.raises(NotATechnologyCentre):
        services.update_unit(
            centre,
            kind=UnitKind.DEPARTMENT,
            names=centre.names,
            opened_on=None,
            is_mobile=False,
            is_automated=True,
        )


def test_nothing_opens_inside_a_closed_place(app):
    parent = UnitFactory(closed_on=date(2020, 1, 1))

    with pytest.raises(AboveIsClosed):
        centre_of(parent)
    assert centre_of(parent, opened_on=date(2019, 1, 1)).parent is parent


def test_a_correction_says_what_changed_and_no_change_says_nothing(app):
    unit = UnitFactory(name_en="Sakkara", kind=UnitKind.TRAINING_CENTRE)
    as_it_is = {"kind": unit.kind, "opened_on": None, "is_mobile": False, "is_automated": False}

    services.update_unit(unit, names={"en": "Sakkara"}, **as_it_is)
    services.update_unit(unit, names={"en": "Saqqara"}, **as_it_is)

    event = db.session.scalars(select(AuditEvent)).one()
    assert event.details == {"before": {"name_en": "Sakkara"}, "after": {"name_en": "Saqqara"}}


def test_a_place_cannot_open_after_it_closed(app):
    unit = UnitFactory(closed_on=date(2020, 1, 1))

    with pytest.raises(OpenedAfterClosing):
        services.update_unit(
            unit,
            kind=unit.kind,
            names=unit.names,
            opened_on=date(2021, 1, 1),
            is_mobile=False,
            is_automated=False,
        )


def test_a_moved_unit_takes_everything_below_it_along(app):
    root = UnitFactory(kind=UnitKind.COUNTRY)
    giza, qena = UnitFactory(parent=root), UnitFactory(parent=root)
    town = UnitFactory(parent=giza)
    centre = UnitFactory(parent=town)

    services.move_unit(town, qena)

    assert ids_below(qena) == {qena.id, town.id, centre.id}
    assert ids_below(giza) == {giza.id}
    assert [unit.id for unit in queries.path(centre)] == [root.id, qena.id, town.id, centre.id]


def test_a_place_is_not_moved_to_where_it_is(app):
    parent = UnitFactory()
    town = UnitFactory(parent=parent)

    with pytest.raises(AlreadyThere):
        services.move_unit(town, parent)
    services.correct_place(town, parent, reason="Sent twice")

    assert actions() == []


def test_a_unit_cannot_be_moved_below_itself(app):
    town = UnitFactory()
    centre = UnitFactory(parent=town)

    with pytest.raises(InsideItself):
        services.move_unit(town, centre)


def test_a_unit_cannot_be_moved_to_another_country_or_into_a_closed_place(app):
    town, abroad = UnitFactory(), UnitFactory(country=country("GE"))
    closed = UnitFactory(closed_on=date(2020, 1, 1))

    with pytest.raises(OtherCountry):
        services.move_unit(town, abroad)
    with pytest.raises(AboveIsClosed):
        services.move_unit(town, closed)


def test_s21_a_closed_centre_keeps_its_history(app):
    run = RunFactory(unit=UnitFactory(opened_on=date(2020, 1, 1)))

    services.close_unit(run.unit, on=date(2026, 6, 30))

    assert run.unit.is_open_on(date(2026, 6, 30))
    assert not run.unit.is_open_on(date(2026, 7, 1))
    assert queries.references(run.unit)["course_run"] == 1


def test_a_place_cannot_close_before_it_opened_or_before_what_lies_in_it(app):
    parent = UnitFactory(opened_on=date(2020, 1, 1))
    centre = UnitFactory(parent=parent, name_en="Saqqara")

    with pytest.raises(ClosedBeforeOpening):
        services.close_unit(parent, on=date(2019, 12, 31))
    with pytest.raises(OpenInside, match="Saqqara"):
        services.close_unit(parent, on=date(2026, 6, 30))
    services.close_unit(centre, on=date(2026, 6, 30))
    services.close_unit(parent, on=date(2026, 6, 30))


def test_names_five_of_many_that_are_open_inside(app):
    parent = UnitFactory()
    for _ in range(7):
        UnitFactory(parent=parent)

    with pytest.raises(OpenInside, match="…"):
        services.close_unit(parent, on=date(2026, 6, 30))


def test_a_closing_by_mistake_is_taken_back_but_not_inside_a_closed_place(app):
    parent = UnitFactory()
    centre = UnitFactory(parent=parent)
    services.close_unit(centre, on=date(2026, 6, 30))
    services.reopen_unit(centre)
    services.close_unit(centre, on=date(2026, 6, 30))
    services.close_unit(parent, on=date(2026, 6, 30))

    with pytest.raises(AboveIsClosed):
        services.reopen_unit(centre)
    assert actions() == [
        *("organisation.close", "organisation.reopen", "organisation.close", "organisation.close")
    ]


def test_closing_and_opening_twice_is_recorded_once(app):
    centre = UnitFactory()

    for _ in range(2):
        services.close_unit(centre, on=date(2026, 6, 30))
    for _ in range(2):
        services.reopen_unit(centre)

    assert actions() == ["organisation.close", "organisation.reopen"]


def test_s21_a_centre_with_history_is_not_deleted_and_says_what_it_has(app):
    run = RunFactory(unit=UnitFactory())
    for _ in range(3):
        EnrolmentFactory(run=run)

    with pytest.raises(HasHistory, match="3 enrolments") as refused:
        services.delete_unit(run.unit)
    assert "1 course run" in refused.value.text


def test_s21_an_empty_centre_made_by_mistake_can_be_deleted(app):
    centre = centre_of(UnitFactory())

    services.delete_unit(centre)

    assert db.session.scalar(select(OrgUnit).filter_by(code="X-1")) is None
    assert actions() == ["organisation.create", "organisation.delete"]


def test_whatever_can_hang_on_a_place_has_a_word(app):
    hanging = {
        table.name
        for table in Base.metadata.sorted_tables
        if any(key.column.table.name == "org_unit" for key in table.foreign_keys)
    }
    told_otherwise = {
        "unit_ancestor",
        "unit_name",
        "unit_setting",
        "trained_person",
        "trained_count",
    }

    assert hanging - told_otherwise <= set(COUNTED)


def test_what_has_no_word_is_still_told(app):
    assert counts_in_words({"trained_count": 2}) == "2 records"


def test_a_renamed_unit_keeps_its_former_name(app):
    unit = UnitFactory(name_en="Gamgeoba", opened_on=date(2006, 1, 1))

    services.rename_unit(unit, {"en": "City hall"}, on=date(2018, 1, 1))
    services.rename_unit(unit, {"en": "Mayor’s office"}, on=date(2020, 1, 1))

    former = [
        (row.name, row.starts_on, row.ends_on) for row in db.session.scalars(queries.names(unit))
    ]
    assert former == [
        ("City hall", date(2018, 1, 1), date(2019, 12, 31)),
        ("Gamgeoba", date(2006, 1, 1), date(2017, 12, 31)),
    ]


def test_a_name_begins_today_at_the_latest_and_after_the_last_renaming(app):
    unit = UnitFactory(name_en="Gamgeoba")
    with clock.frozen(datetime(2026, 11, 15, 12, tzinfo=UTC)):
        with pytest.raises(NotYet):
            services.rename_unit(unit, {"en": "City hall"}, on=date(2026, 11, 16))
        services.rename_unit(unit, {"en": "City hall"}, on=date(2026, 11, 15))

        with pytest.raises(RenamedSince):
            services.rename_unit(unit, {"en": "Mayor’s office"}, on=date(2026, 11, 15))
    assert unit.name_en == "City hall"


def test_a_new_name_is_new_and_there_is_always_one(app):
    unit = UnitFactory(name_en="City hall", name_ar=None)

    with pytest.raises(SameNames):
        services.rename_unit(unit, {"en": "City hall"}, on=date(2018, 1, 1))
    with pytest.raises(NameMissing):
        services.rename_unit(unit, {"en": None}, on=date(2018, 1, 1))


def test_other_names_come_and_go_and_are_recorded(app):
    unit = UnitFactory()

    name = services.add_name(unit, language="ar", name="الديوان")
    services.remove_name(unit, name)

    assert db.session.scalars(select(UnitName)).all() == []
    assert actions() == ["organisation.add_name", "organisation.remove_name"]
