"""The screens of places: who sees what, what can be done, and what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.organisation import services
from lms.organisation.models import OrgUnit, UnitName
from lms.platform.db import db
from tests.organisation.screens import NAMES, signed_in, unit
from tests.support.factories import RoomFactory, UnitFactory, VenueFactory
from tests.support.statements import counted_statements


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*><bdi>([^<]+)', page)


# The list


def test_lists_places_in_the_readers_scope_alone(app, tree):
    page = signed_in(app, Role.MINISTRY_ANALYST, tree["giza"]).get("/places")

    assert listed(page.text) == ["Giza", "Saqqara"]
    assert "/places/new" not in page.text


def test_narrows_by_kind_place_state_and_words(admin, tree):
    services.close_unit(tree["qena"], on=date(2020, 1, 1))

    assert listed(admin.get("/places?kind=governorate").text) == ["Giza", "Qena"]
    assert listed(admin.get("/places?within=EG21").text) == ["Saqqara"]
    assert listed(admin.get("/places?within=SAQ").text) == []
    assert listed(admin.get("/places?state=closed").text) == ["Qena"]
    assert listed(admin.get("/places?q=سقاره").text) == ["Saqqara"]


@pytest.mark.parametrize("asked", ["kind=none", "within=nowhere", "state=2", "format=pdf"])
def test_a66_says_what_is_wrong_with_an_address(admin, asked):
    assert admin.get(f"/places?{asked}").status_code == 400


@pytest.mark.parametrize(
    "asked", ["page=0", "page=-1", "page=999999999999", "sort=none", "sort=-above"]
)
def test_a66_pages_and_orders_that_are_not_there_become_the_nearest(admin, asked):
    assert len(listed(admin.get(f"/places?{asked}").text)) == 4


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_exports_the_list(admin, form):
    assert admin.get(f"/places?format={form}").status_code == 200


@pytest.mark.parametrize("path", ["/places", "/venues"])
def test_a_list_costs_few_statements_however_long_it_is(admin, tree, path):
    for _ in range(40):
        RoomFactory(venue=VenueFactory(unit=UnitFactory(parent=tree["giza"])))
    admin.get(path)

    with counted_statements() as statements:
        page = admin.get(path)

    assert len(listed(page.text)) == 25
    assert len(statements) <= 10


# One place


@pytest.mark.parametrize(
    "role", [Role.MINISTRY_ANALYST, Role.COORDINATOR, Role.CENTRE_ADMINISTRATOR]
)
def test_shows_a_place_without_what_the_reader_may_not_do(app, tree, role):
    page = signed_in(app, role, tree["giza"]).get("/places/SAQ").text

    assert "Saqqara" in page
    assert "/places/SAQ/close" not in page
    assert ("/places/SAQ/venues/new" in page) == (role is Role.CENTRE_ADMINISTRATOR)


def test_outside_ones_scope_a_place_does_not_exist(app, tree):
    elsewhere = signed_in(app, Role.SYSTEM_ADMINISTRATOR, tree["qena"])

    for path in ("", "/edit", "/rename", "/move", "/close", "/names/new", "/venues/new"):
        assert elsewhere.get(f"/places/SAQ{path}").status_code == 404, path
    for path in ("reopen", "delete", "edit", "close", "move", "rename"):
        assert elsewhere.post(f"/places/SAQ/{path}").status_code == 404, path
    assert unit("SAQ") is not None


def test_inside_it_the_right_is_needed(app, tree):
    reader = signed_in(app, Role.CENTRE_ADMINISTRATOR, tree["giza"])

    for path in ("/places/new", "/places/SAQ/edit", "/places/SAQ/close", "/places/SAQ/move"):
        assert reader.get(path).status_code == 403, path
    assert reader.post("/places/SAQ/delete").status_code == 403


def test_ones_own_place_is_not_closed_or_deleted(app, tree):
    own = signed_in(app, Role.SYSTEM_ADMINISTRATOR, tree["giza"])

    assert own.get("/places/EG21/edit").status_code == 200
    assert own.get("/places/EG21/close").status_code == 403
    assert own.post("/places/EG21/delete").status_code == 403
    assert "/places/EG21/close" not in own.get("/places/EG21").text


def test_leads_through_what_lies_inside(admin, tree):
    for _ in range(14):
        UnitFactory(parent=tree["giza"])

    page = admin.get("/places/EG21").text

    assert "/places?within=EG21" in page
    assert page.count('class="item"') == 12


def test_names_above_ones_scope_are_read_but_lead_nowhere(app, tree):
    page = signed_in(app, Role.CENTRE_ADMINISTRATOR, tree["centre"]).get("/places/SAQ").text

    assert "Egypt › Giza" in page
    assert 'href="/places/EG21"' not in page


# Adding and correcting


def new(**changes: str) -> dict[str, str]:
    return {"parent": "EG21", "kind": "training_centre", "code": "NEW-1", **NAMES, **changes}


def test_adds_a_place_below_the_one_it_was_asked_for(admin):
    assert 'value="EG21"' in admin.get("/places/new?above=EG21").text

    answer = admin.post("/places/new", new(kind="technology_centre_city", is_mobile="y"))

    assert answer.headers["Location"] == "/places/NEW-1"
    added = unit("NEW-1")
    assert (added.parent.code, added.is_mobile, added.name_ar) == ("EG21", True, "سقارة")
    assert "Mobile" in admin.get("/places/NEW-1").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": ""}, "Fill this in."),
        ({"code": "a b"}, "Use Latin letters"),
        ({"code": "new"}, "This code cannot be used."),
        ({"code": "EG27"}, "Another place uses this code."),
        ({"kind": "country"}, "Choose one of those listed."),
        ({"name_en": "", "name_ar": ""}, "Give the name in at least one language."),
        ({"name_ar": "سق\u202eارة"}, "hidden mark"),
        ({"name_en": "x" * 201}, "Use at most 200 letters."),
        ({"opened_on": "2026-02-31"}, "2026-02-31"),
        ({"is_automated": "y"}, "Only a technology centre"),
        ({"parent": "nowhere"}, "Nothing is known by this name or code."),
        ({"parent": ""}, "Fill this in."),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(admin, changes, said):
    answer = admin.post("/places/new", new(**changes))

    assert answer.status_code == 422
    assert said in answer.text
    typed = new(**changes) | {"kind": "training_centre"}
    assert [value for value in typed.values() if value not in answer.text] == []
    assert db.session.query(OrgUnit).count() == 4


def test_offers_the_places_that_fit_and_takes_the_one_chosen(admin, tree):
    UnitFactory(code="GZ-2", name_en="Giza City", parent=tree["giza"])

    asked = admin.post("/places/new", new(parent="giza"))
    assert asked.status_code == 422
    assert "Several fit." in asked.text
    assert 'value="GZ-2"' in asked.text

    admin.post("/places/new", new(parent=["giza", "GZ-2"]))
    assert unit("NEW-1").parent.code == "GZ-2"


def test_a_choice_that_was_not_offered_is_not_taken(admin, tree):
    UnitFactory(code="GZ-2", name_en="Giza City", parent=tree["giza"])

    assert admin.post("/places/new", new(parent=["giza", "EG27"])).status_code == 422


def test_no_more_than_can_be_read_are_offered(admin, tree):
    for _ in range(25):
        UnitFactory(name_en="Giza Quarter", parent=tree["giza"])

    page = admin.post("/places/new", new(parent="giza")).text

    assert "Many fit." in page
    assert page.count('name="parent" value="U') + page.count('value="EG21"') <= 21


def test_a9_a_place_cannot_be_added_where_one_manages_nothing(app, tree):
    own = signed_in(app, Role.SYSTEM_ADMINISTRATOR, tree["qena"])

    assert own.post("/places/new", new(parent="EG21")).status_code == 422
    assert unit("NEW-1") is None


def edit(**changes: str) -> dict[str, str]:
    return {"kind": "training_centre", **NAMES, "seen": "0", **changes}


def test_corrects_what_is_recorded(admin):
    assert admin.get("/places/SAQ/edit").status_code == 200

    admin.post("/places/SAQ/edit", edit(name_en="Sakkara", opened_on="1998-03-01"))
    page = admin.get("/places/SAQ").text

    assert unit("SAQ").name_en == "Sakkara"
    assert "“Sakkara” instead of “Saqqara”" in re.sub("[\u2068\u2069]", "", page)


def test_a9_fields_that_are_not_on_the_form_change_nothing(admin, tree):
    admin.post("/places/SAQ/edit", edit(code="OTHER", parent="EG27", closed_on="2020-01-01"))

    saved = unit("SAQ")
    assert (saved.parent.code, saved.closed_on) == ("EG21", None)


def test_says_what_was_changed_while_the_form_was_open(admin, tree):
    services.rename_unit(tree["centre"], {"en": "Sakkara"}, on=date(2026, 1, 1))

    answer = admin.post("/places/SAQ/edit", edit(name_en="My name for it"))
    assert answer.status_code == 422
    assert "was changed since you opened the form. Renamed" in answer.text
    assert "My name for it" in answer.text

    seen = re.search(r'name="seen"[^>]*value="(\d+)"', answer.text)[1]
    assert admin.post("/places/SAQ/edit", edit(name_en="Mine", seen=seen)).status_code == 302


def test_a_correction_that_cannot_be_is_told_at_its_field(admin):
    answer = admin.post("/places/SAQ/edit", edit(is_automated="y"))

    assert answer.status_code == 422
    assert 'id="kind-error"' in answer.text


# Names


def test_renames_from_a_day_on(admin):
    assert 'value="Saqqara"' in admin.get("/places/SAQ/rename").text

    admin.post("/places/SAQ/rename", {**NAMES, "name_en": "Sakkara", "on": "2026-01-01"})

    assert unit("SAQ").name_en == "Sakkara"
    assert "up to 31 Dec 2025" in admin.get("/places/SAQ").text


@pytest.mark.parametrize("on", ["", "tomorrow", "2999-01-01"])
def test_a_renaming_needs_a_day_that_has_come(admin, on):
    answer = admin.post("/places/SAQ/rename", {**NAMES, "name_en": "Sakkara", "on": on})

    assert answer.status_code == 422
    assert 'id="on-error"' in answer.text
    assert unit("SAQ").name_en == "Saqqara"


def test_keeps_another_name_until_it_is_removed(admin):
    assert admin.get("/places/SAQ/names/new").status_code == 200
    other = {"name": "Memphis", "language": "en", "starts_on": "", "ends_on": ""}
    assert admin.post("/places/SAQ/names/new", {**other, "name": ""}).status_code == 422
    backwards = {**other, "starts_on": "2020-01-01", "ends_on": "2019-01-01"}
    assert admin.post("/places/SAQ/names/new", backwards).status_code == 422

    admin.post("/places/SAQ/names/new", other)
    assert "Memphis" in admin.get("/places/SAQ").text

    name = db.session.query(UnitName).one()
    assert admin.post(f"/places/EG21/names/{name.id}/remove").status_code == 404
    admin.post(f"/places/SAQ/names/{name.id}/remove")
    assert db.session.query(UnitName).count() == 0
