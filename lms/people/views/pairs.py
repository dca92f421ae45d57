"""Records that may be of one person, side by side: to be told apart, or left for whoever merges them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.jobs import services as jobs
from lms.organisation.queries import zone_of
from lms.people import policy, queries
from lms.people.models import Person, PersonPair
from lms.people.queries.resembling import pair, pairs
from lms.people.rules.headings import LABELS
from lms.people.rules.resemblance import bearer, resemblance
from lms.people.services import alike
from lms.people.views.blueprint import bp
from lms.people.views.likeness import known, reasons
from lms.platform.access import Actor, current_actor, one_or_404, requires
from lms.platform.i18n import _, _l
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing

MERGING = "merging.preview"
"""The screen of a higher slice that makes two records one, where the application has it."""
STATES = {"waiting": _l("To be compared"), "apart": _l("Not the same")}


@bp.get("/alike")
@requires(policy.MANAGE)
def alike_people() -> ResponseReturnValue:
    return _listing(current_actor()).respond("people/alike.html")


@bp.post("/alike")
@requires(policy.MANAGE)
def find_alike() -> ResponseReturnValue:
    job = jobs.request(alike.FIND, {}, current_actor(), leads_to=url_for(".alike_people"))
    return redirect(url_for("jobs.job", job_id=job.id))


@bp.get("/alike/<int:pair_id>")
@requires(policy.MANAGE)
def compare_people(pair_id: int) -> ResponseReturnValue:
    actor = current_actor()
    found = _pair(pair_id)
    first, second = known(found.first), known(found.second)
    names = [name for name in LABELS if first.get(name) or second.get(name)]
    return render_template(
        "people/pair.html",
        pair=found,
        zone=zone_of(actor),
        reasons=reasons(resemblance(bearer(found.first), bearer(found.second))),
        lines=[(str(LABELS[name]), first.get(name, ""), second.get(name, "")) for name in names],
        merging=_merging(found, actor),
    )


@bp.post("/alike/<int:pair_id>/apart")
@requires(policy.MANAGE)
def tell_apart(pair_id: int) -> ResponseReturnValue:
    found = _pair(pair_id)
    alike.tell_apart(found.first, found.second, current_actor())
    flash(_("It is on record that these are two people."))
    return redirect(url_for(".alike_people"))


@bp.post("/alike/<int:pair_id>/back")
@requires(policy.MANAGE)
def take_back_apart(pair_id: int) -> ResponseReturnValue:
    found = _pair(pair_id)
    alike.take_back(found, current_actor())
    flash(_("The two are to be compared again."))
    return redirect(url_for(".compare_people", pair_id=pair_id))


def _pair(pair_id: int) -> PersonPair:
    return one_or_404(pair(pair_id, viewer=current_actor()))


def _merging(found: PersonPair, actor: Actor) -> str | None:
    access = getattr(current_app.view_functions.get(MERGING), "access", ())
    if found.told_apart_at is not None or not any(actor.has(one) for one in access):
        return None
    return url_for(MERGING, person_id=found.first_id, other_id=found.second_id)


def _listing(actor: Actor) -> Listing:
    places: dict[int, queries.MainPlace] = {}

    def with_places(batch: list[PersonPair]) -> list[PersonPair]:
        ids = {key for one in batch for key in (one.first_id, one.second_id)}
        places.update(queries.main_places(ids))
        return batch

    def place(person: Person) -> str:
        found = places.get(person.id)
        return found.name if found else ""

    return Listing(
        "alike",
        _("Perhaps the same person"),
        pairs(actor),
        [
            Column(
                "first",
                _("Record"),
                lambda pair: pair.first.full_name,
                url=row_links(".compare_people", pair_id=lambda pair: pair.id),
                note=lambda pair: place(pair.first),
            ),
            Column(
                "second",
                _("Other record"),
                lambda pair: pair.second.full_name,
                note=lambda pair: place(pair.second),
            ),
            Column(
                "score",
                _("Agreement"),
                lambda pair: Fraction(pair.score, 100),
                kind="percent",
                sort=PersonPair.score,
            ),
            Column(
                "state",
                _("State"),
                lambda pair: str(STATES[_state(pair)]),
                badge=lambda pair: {"waiting": "pending", "apart": "done"}[_state(pair)],
            ),
        ],
        filters=[Filter("state", _l("State"), list(STATES.items()), apply=_in_state)],
        default_sort="-score",
        exports=False,
        prepare=with_places,
        empty=Empty(
            _("No two records resemble each other"),
            _("Names are compared when somebody asks for it, and after a staff list was loaded."),
            icon="users",
        ),
    )


def _state(found: PersonPair) -> str:
    return "waiting" if found.told_apart_at is None else "apart"


def _in_state(query: Any, state: str) -> Any:
    waiting = PersonPair.told_apart_at.is_(None)
    return query.where(waiting if state == "waiting" else ~waiting)
