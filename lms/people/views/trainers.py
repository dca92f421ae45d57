"""The register of those who give courses."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.organisation.models import OrgUnit
from lms.people import policy, queries, services
from lms.people.forms import TrainerForm
from lms.people.models import Person, Trainer
from lms.people.views.blueprint import bp
from lms.people.views.units import chosen_unit, offer_units, units_to_choose
from lms.platform import clock
from lms.platform.access import Actor, authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _, language
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept


@bp.get("/trainers")
@requires(policy.VIEW)
def trainers() -> ResponseReturnValue:
    actor = current_actor()
    return _listing(actor).respond("people/trainers.html", may_add=actor.has(policy.MANAGE))


@bp.get("/people/<int:person_id>/trainer")
@requires(policy.MANAGE)
def new_trainer(person_id: int) -> ResponseReturnValue:
    person = one_or_404(queries.person(person_id, viewer=current_actor()))
    return render_template("people/trainer.html", form=_form(), person=person)


@bp.post("/people/<int:person_id>/trainer")
@requires(policy.MANAGE)
def register_trainer(person_id: int) -> ResponseReturnValue:
    actor = current_actor()
    person = one_or_404(queries.person(person_id, viewer=actor))
    form = _form()
    if not form.validate_on_submit():
        return render_template("people/trainer.html", form=form, person=person), 422
    unit = chosen_unit(form.unit)
    authorize(policy.can_manage_at(actor, unit))
    services.register_trainer(person, unit, actor)
    flash(
        _(
            "%(name)s is a trainer of %(unit)s.",
            name=person.full_name,
            unit=unit.name_in(language()),
        )
    )
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/trainers/<int:trainer_id>/end")
@requires(policy.MANAGE)
def end_trainer(trainer_id: int) -> ResponseReturnValue:
    actor = current_actor()
    trainer = one_or_404(queries.trainer(trainer_id, viewer=actor))
    authorize(policy.can_manage_at(actor, trainer.unit))
    services.end_trainer(trainer, clock.today(), actor)
    flash(_("%(name)s is no longer a trainer from tomorrow on.", name=trainer.person.full_name))
    return redirect(url_for(".person", person_id=trainer.person_id))


def _form() -> TrainerForm:
    form = TrainerForm()
    offer_units(form.unit, units_to_choose(current_actor(), policy.MANAGE))
    return form


def _listing(actor: Actor) -> Listing:
    reader = language()
    return Listing(
        "trainers",
        _("Trainers"),
        kept(
            "trainers",
            lambda: queries.trainers(actor).join(OrgUnit, OrgUnit.id == Trainer.unit_id),
            viewer=actor,
        ),
        [
            Column(
                "name",
                _("Name"),
                lambda trainer: trainer.person.full_name,
                sort=queries.by_name(),
                url=row_links(".person", person_id=lambda trainer: trainer.person_id),
                note=lambda trainer: trainer.person.second_name,
            ),
            Column(
                "unit",
                _("Training centre"),
                lambda trainer: trainer.unit.name_in(reader),
                sort=sort_column(OrgUnit, reader),
            ),
        ],
        default_sort="name",
        exporting=policy.EXPORT,
        search=lambda query, text: query.where(Person.id.in_(queries.search(text, viewer=actor))),
        search_label=_("Name"),
        empty=Empty(
            _("No trainers yet"),
            _("Open the page of a person and register them as a trainer."),
            url_for(".people"),
            _("Find a person"),
            "school",
        ),
    )
