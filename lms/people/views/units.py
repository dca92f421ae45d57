"""Places to choose from, on forms and to narrow lists by."""

from __future__ import annotations

from flask import request
from sqlalchemy import Select, select
from werkzeug.exceptions import Forbidden

from lms.organisation.models import OrgUnit
from lms.people.queries import employable_units, near_units, staff_of
from lms.platform.access import Actor, Permission
from lms.platform.db import db
from lms.platform.forms import ChoiceField
from lms.platform.i18n import _l, language
from lms.platform.listing import Filter
from lms.platform.localised import shown_column
from lms.platform.remembered import rows
from lms.platform.statements import kept


def units_to_choose(actor: Actor, permission: Permission) -> list[OrgUnit]:
    """The open places at which the actor holds the right; without any there is nothing to fill in."""
    units = list(db.session.scalars(employable_units(actor, permission)))
    if not units:
        raise Forbidden
    return units


def offer_units(field: ChoiceField, units: list[OrgUnit]) -> None:
    """Let the field choose among these places; a single one is chosen already."""
    reader = language()
    field.choices = [(unit.id, unit.name_in(reader)) for unit in units]
    if len(units) == 1 and field.data is None:
        field.data = units[0].id


def chosen_unit(field: ChoiceField) -> OrgUnit:
    """The unit that was chosen among those offered."""
    return db.session.scalars(select(OrgUnit).where(OrgUnit.id == field.value)).one()


def place_filter(viewer: Actor, permission: Permission) -> Filter:
    """Narrows people to a place and everything below it."""
    asked = request.args.get("place", "")
    query = kept(
        "places near", lambda: _near(viewer, permission, asked), permission, asked, viewer=viewer
    )
    units = rows(query)
    ids = {code: unit_id for unit_id, code, _name in units}
    return Filter(
        "place",
        _l("Place"),
        [(code, name) for _unit_id, code, name in units],
        apply=lambda query, code: query.where(staff_of(ids[code])),
        all_label=_l("All places"),
    )


def _near(viewer: Actor, permission: Permission, asked: str) -> Select[int, str, str]:
    name = shown_column(OrgUnit, language())
    found = near_units(viewer, permission, asked)
    return found.with_only_columns(OrgUnit.id, OrgUnit.code, name)
