"""One place: what it is, what lies in it, its names, venues and record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from lms.organisation import policy, queries
from lms.organisation.models import ALWAYS, OPEN, TECHNOLOGY_CENTRES, OrgUnit
from lms.organisation.rules import KINDS
from lms.organisation.views.blueprint import bp, fetch
from lms.organisation.views.changes import changes_in_words
from lms.organisation.views.units import state_of, state_words
from lms.platform import clock
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import LANGUAGES, _, language
from lms.platform.i18n.dates import date_text
from lms.platform.listing import code as code_text

CHILDREN_SHOWN = 12
CHANGES_SHOWN = 10


@bp.get("/places/<string:code>")
@requires(policy.VIEW)
def unit(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_view)
    actor, zone = current_actor(), place.country.timezone
    today = clock.today(zone)
    inside = queries.children(place).options(joinedload(OrgUnit.parent))
    events = db.session.scalars(queries.changes(place).limit(CHANGES_SHOWN)).all()
    return render_template(
        "organisation/unit.html",
        unit=place,
        state=state_of(place, today),
        state_words=state_words(place, today),
        facts=_facts(place),
        path=_path(place),
        lay_in=_lay_in(place),
        children=db.session.scalars(inside.limit(CHILDREN_SHOWN)).all(),
        children_count=queries.how_many(queries.children(place)),
        state_of=lambda child: state_words(child, today),
        kinds=KINDS,
        names=db.session.scalars(queries.names(place)).all(),
        languages=LANGUAGES,
        venues=db.session.scalars(queries.venues_of(place)).all(),
        changes=changes_in_words(events, zone),
        to_be_moved=list(_planned_after_closing(place)),
        may_manage=policy.can_manage(actor, place),
        may_rearrange=policy.can_rearrange(actor, place),
        may_manage_venues=policy.can_manage_venues(actor, place),
    )


def _planned_after_closing(place: OrgUnit) -> Iterator[tuple[str, str, str]]:
    """The name, the day in words and the address of what can no longer take place there (S21)."""
    if place.closed_on is None:
        return
    for ask in queries.planned_after:
        for planned in ask(place, place.closed_on, current_actor()):
            address = url_for(planned.endpoint, **planned.values)  # type: ignore[arg-type]  # values are its path
            yield planned.name, date_text(planned.day, "weekday"), address


def _path(place: OrgUnit) -> list[tuple[str, str | None]]:
    """The names above it, the country first, with the codes of those that the reader may open."""
    above = queries.path(place)[:-1]
    in_sight = queries.in_sight(above, current_actor())
    return [(one.name_in(language()), one.code if one.id in in_sight else None) for one in above]


class Above(NamedTuple):
    """A place in which another lay, with its code where the reader may open it, and from which day to which."""

    name: str
    code: str | None
    starts_on: date | None
    ends_on: date | None


def _lay_in(place: OrgUnit) -> list[Above]:
    """What it lies in and what it lay in before; nothing where it was never moved."""
    found = db.session.execute(queries.places_above(place)).all()
    if len(found) < 2:
        return []
    in_sight = queries.in_sight([above for above, _since, _until in found], current_actor())
    return [
        Above(
            name=above.name_in(language()),
            code=above.code if above.id in in_sight else None,
            starts_on=since if since != ALWAYS else None,
            ends_on=until - timedelta(days=1) if until != OPEN else None,
        )
        for above, since, until in found
    ]


def _facts(place: OrgUnit) -> list[tuple[str, str]]:
    facts = [(_("Kind"), str(KINDS[place.kind])), (_("Code"), code_text(place.code))]
    if place.kind in TECHNOLOGY_CENTRES:
        facts += [
            (_("Where it stands"), _("Mobile") if place.is_mobile else _("Fixed")),
            (_("Automated"), _("yes") if place.is_automated else _("no")),
        ]
    if place.opened_on is not None:
        facts.append((_("Opened on"), date_text(place.opened_on)))
    if place.closed_on is not None:
        facts.append((_("Last day"), date_text(place.closed_on)))
    if place.source:
        facts.append((_("Source"), place.source))
    return facts
