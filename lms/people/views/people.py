"""The list of people, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.audit.policy import VIEW as VIEW_LOG
from lms.audit.queries import changes_of
from lms.organisation.queries import zone_of
from lms.people import policy, queries
from lms.people.forms import PARTS
from lms.people.models import Person
from lms.people.rules import FILIATIONS, SEXES, birth_year_in, father_in_words, masked_id
from lms.people.views.blueprint import bp
from lms.people.views.comparing import differing_fields
from lms.people.views.units import place_filter
from lms.platform import clock
from lms.platform.access import SIGNED_IN, Actor, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.i18n import _, _l, preferences
from lms.platform.links import row_links, screen
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.statements import kept

ELSEWHERE = (
    ("certificates.record", _l("Training record"), "certificate"),
    ("home.person_data", _l("All data kept about this person"), "download"),
    ("merging.find", _l("Merge with another record of this person"), "git-merge"),
    ("home.enter_erasure", _l("Erase this person’s data"), "trash"),
)
"""Screens of higher slices that show more of a person, where the application has them."""

OF_THE_ERASED = {"certificates.record"}
"""Those that are left of somebody who was erased."""


@bp.get("/people")
@requires(policy.VIEW)
def people() -> ResponseReturnValue:
    actor = current_actor()
    listing = _listing(actor)
    return listing.respond(
        "people/people.html",
        similar=list(_similar(listing, actor)),
        may_add=actor.has(policy.MANAGE),
        may_import=actor.has(policy.IMPORT),
        erasures=_opened("home.erasures", actor),
    )


@bp.get("/people/<int:person_id>")
@requires(policy.VIEW)
def person(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = one_or_404(queries.person(person_id, viewer=actor))
    today = clock.today()
    return render_template(
        "people/person.html",
        person=found,
        masked=masked_id(found),
        parts=list(_parts_of(found)),
        sex=SEXES[found.sex],
        differs=differing_fields(found),
        birth_year=found.birth_year and birth_year_in(found.birth_year, preferences().calendar),
        places=list(db.session.scalars(queries.affiliations(found))),
        today=today,
        main=queries.current_affiliation(found, today),
        trains_for=list(db.session.scalars(queries.trains_for(found))),
        sees_contacts=policy.can_view_contacts(actor, found),
        may_see_number=bool(found.national_id_last4) and policy.can_view_id(actor, found),
        may_change=policy.can_manage(actor, found),
        manages=lambda unit: policy.can_manage_at(actor, unit),
        more=list(_elsewhere(found, actor)),
        changes=changes_of(found, zone_of(actor)),
        log=screen("home.audit_log") if actor.has(VIEW_LOG) else None,
    )


def _parts_of(person: Person) -> Iterator[tuple[str, str]]:
    """The parts of the name that are known, in the order of forms."""
    for part, label in PARTS.items():
        value = getattr(person, part)
        if part == "father_name":
            value = father_in_words(value, person.filiation)
        elif part == "filiation" and person.filiation not in FILIATIONS["SA"]:
            continue  # said with the father's name
        if value:
            yield str(label), value


def _elsewhere(person: Person, actor: Actor) -> Iterator[tuple[str, str, str]]:
    for endpoint, label, picture in ELSEWHERE:
        if person.erased_at is not None and endpoint not in OF_THE_ERASED:
            continue
        view = current_app.view_functions.get(endpoint)
        access = getattr(view, "access", ())
        if view is not None and any(one is SIGNED_IN or actor.has(one) for one in access):
            yield url_for(endpoint, person_id=person.id), str(label), picture


def _opened(endpoint: str, actor: Actor) -> str | None:
    """The address of a screen of a higher slice, where the reader may open it."""
    access = getattr(current_app.view_functions.get(endpoint), "access", ())
    return screen(endpoint) if any(actor.has(one) for one in access) else None


def _listing(actor: Actor) -> Listing:
    empty = Empty(_("Nobody is on record yet"), icon="users")
    if actor.has(policy.IMPORT):
        empty = Empty(
            _("Nobody is on record yet"),
            _("Load your staff from a sheet, or add them one by one."),
            url_for(".imports"),
            _("Load staff from a file"),
            "users",
        )
    found_few = bool(request.args.get("q"))
    return Listing(
        "people",
        _("People"),
        kept(
            "people",
            lambda: queries.people_rows(actor, row_by_row=found_few or None),
            found_few,
            viewer=actor,
        ),
        _columns(),
        filters=_filters(actor),
        default_sort="name",
        search=lambda query, text: query.where(Person.id.in_(queries.search(text, viewer=actor))),
        find=lambda text, narrow: queries.first_found(text, actor, narrow),
        search_label=_("Name, ID number or telephone"),
        empty=empty,
        prepare=_with_places,
        exporting=policy.EXPORT,
    )


class Similar(NamedTuple):
    """Somebody whose name is like the one that was searched for."""

    name: str
    url: str
    note: str | None
    place: queries.MainPlace | None


def _similar(listing: Listing, actor: Actor) -> Iterator[Similar]:
    """Where nobody bears the name that was searched for, those whose names are most like it."""
    found = None if listing.asked.problems else listing.found
    if found is None or found.ids:
        return
    ids = queries.similar(listing.asked.search, actor, listing.narrow)
    rows = queries.people_rows(actor, row_by_row=True).where(Person.id.in_(ids)) if ids else None
    people = {row.id: row for row in db.session.execute(rows)} if rows is not None else {}
    places = queries.main_places(ids)
    for person_id in ids:
        if person := people.get(person_id):
            url = url_for(".person", person_id=person_id)
            yield Similar(person.full_name, url, _told_apart(person), places.get(person_id))


class Row(NamedTuple):
    """Somebody as the list shows them, with where they mainly work."""

    person: Any
    place: queries.MainPlace | None


def _with_places(batch: list[Any]) -> Iterator[Row]:
    places = queries.main_places([person.id for person in batch])
    return (Row(person, places.get(person.id)) for person in batch)


def _columns() -> list[Column]:
    sexes = {sex: str(word) for sex, word in SEXES.items()}
    return [
        Column(
            "name",
            _("Name"),
            lambda row: row.person.full_name,
            sort=queries.by_name(),
            front=queries.in_front(),
            url=row_links(".person", person_id=lambda row: row.person.id),
            note=lambda row: _told_apart(row.person),
        ),
        Column(
            "second_name",
            _("Name in a second script"),
            lambda row: row.person.second_name,
            screen=False,
        ),
        Column("unit", _("Place of work"), lambda row: row.place and row.place.name),
        Column("job", _("Job title"), lambda row: row.place and row.place.job_title),
        Column("sex", _("Sex"), lambda row: sexes[row.person.sex]),
        Column("id", _("ID number"), lambda row: masked_id(row.person) or None, kind="code"),
    ]


def _told_apart(person: Any) -> str | None:
    """What tells namesakes apart below a name: it in a second script, and the father's where the name has it not."""
    father = father_in_words(person.father_name, person.filiation)
    if not father or person.father_name in person.full_name:
        return str(person.second_name) if person.second_name else None
    father = _("Father’s name: %(name)s", name=father)
    return f"{person.second_name} · {father}" if person.second_name else father


def _filters(actor: Actor) -> list[Filter]:
    return [
        place_filter(actor, policy.VIEW),
        Filter(
            "sex",
            _l("Sex"),
            list(SEXES.items()),
            apply=lambda query, sex: query.where(Person.sex == sex),
        ),
        Filter(
            "number",
            _l("ID number"),
            [
                ("with", _l("On record")),
                ("without", _l("Missing")),
                ("differs", _l("Says otherwise than the record")),
            ],
            apply=_with_number,
        ),
    ]


def _with_number(query: Any, which: str) -> Any:
    if which == "differs":
        return query.where(Person.id_differs.is_not(None))
    known = Person.national_id_hash.is_not(None)
    return query.where(known if which == "with" else ~known)
