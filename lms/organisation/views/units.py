"""The list of places."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from lms.organisation import policy, queries
from lms.organisation.models import OrgUnit
from lms.organisation.rules import KINDS
from lms.organisation.views.blueprint import bp
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, language
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept


@bp.get("/places")
@requires(policy.VIEW)
def units() -> ResponseReturnValue:
    viewer = current_actor()
    may_add = viewer.has(policy.MANAGE)
    today = queries.today_of(viewer)
    areas = queries.areas(viewer, request.args.get("within", ""))
    listing = Listing(
        "places",
        _("Places"),
        kept("places", lambda: queries.unit_rows(viewer), viewer=viewer),
        _columns(today),
        filters=(
            Filter("kind", _("Kind"), KINDS.items(), apply=lambda q, v: q.where(OrgUnit.kind == v)),
            Filter("within", _("Lies in"), areas, apply=lambda q, v: q.where(queries.inside(v))),
            Filter(
                "state",
                _("State"),
                (("open", _("Open")), ("closed", _("Closed"))),
                apply=lambda q, v: q.where(_in_state(v, today)),
            ),
        ),
        search=lambda query, text: query.where(queries.named(text)),
        search_label=_("Name or code"),
        default_sort="name",
        empty=Empty(_("No places yet"), icon="map-pin"),
    )
    return listing.respond("organisation/units.html", may_add=may_add)


def _columns(today: date) -> list[Column]:
    kinds, words = {kind: str(name) for kind, name in KINDS.items()}, _words()
    return [
        Column(
            "name",
            _("Name"),
            lambda unit: unit.name,
            sort=sort_column(OrgUnit, language()),
            url=row_links(".unit", code=lambda unit: unit.code),
        ),
        Column("code", _("Code"), lambda unit: unit.code, kind="code", sort=OrgUnit.code),
        Column("kind", _("Kind"), lambda unit: kinds[unit.kind]),
        Column(
            "above",
            _("Lies in"),
            lambda unit: unit.above,
            sort=queries.sort_above(),
        ),
        Column(
            "opened",
            _("Opened on"),
            lambda unit: unit.opened_on,
            kind="date",
            sort=OrgUnit.opened_on,
        ),
        Column(
            "closed",
            _("Last day"),
            lambda unit: unit.closed_on,
            kind="date",
            sort=OrgUnit.closed_on,
        ),
        Column(
            "state",
            _("State"),
            lambda unit: words[state_of(unit, today)],
            kind="badge",
            badge=lambda unit: state_of(unit, today),
        ),
    ]


def state_of(unit: Any, today: date) -> str:
    """Open, closed, or planned: a badge's state."""
    if unit.closed_on is not None and unit.closed_on < today:
        return "cancelled"
    return "planned" if unit.opened_on is not None and unit.opened_on > today else "open"


def state_words(unit: OrgUnit, today: date) -> str:
    """The same in words."""
    return _words()[state_of(unit, today)]


def _words() -> dict[str, str]:
    return {"cancelled": _("Closed"), "planned": _("Not yet open"), "open": _("Open")}


def _in_state(wanted: str, today: date) -> Any:
    closed = queries.closed_before(today)
    return closed if wanted == "closed" else ~closed
