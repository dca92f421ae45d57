"""A whole identity number, for whoever says why."""

from __future__ import annotations

from collections.abc import Iterator

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from lms.people import national_id, policy, queries, services
from lms.people.errors import WordsHoldTheNumber
from lms.people.forms import NumberForm
from lms.people.governorates import GOVERNORATES
from lms.people.models import Person, Sex
from lms.people.national_id import IdCheck
from lms.people.rules import SEXES
from lms.people.views.blueprint import bp
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.digits import digits


@bp.get("/people/<int:person_id>/id-number")
@requires(policy.VIEW_ID)
def ask_number(person_id: int) -> ResponseReturnValue:
    person = _person(person_id)
    return render_template("people/ask_number.html", person=person, form=NumberForm())


@bp.post("/people/<int:person_id>/id-number")
@requires(policy.VIEW_ID)
def show_number(person_id: int) -> ResponseReturnValue:
    """The number, on this one answer: no address leads to it, and nothing keeps it."""
    person = _person(person_id)
    form = NumberForm()
    if form.validate_on_submit():
        try:
            number = services.open_number(
                person, form.why.value, form.words.data or "", current_actor()
            )
        except WordsHoldTheNumber as refusal:
            form.refuse(refusal)
        else:
            told = list(_told(national_id.check(person.id_country or "", number)))
            page = render_template("people/number.html", person=person, number=number, told=told)
            response = make_response(page)
            response.headers["Cache-Control"] = "no-store"
            return response
    return render_template("people/ask_number.html", person=person, form=form), form.status


def _told(found: IdCheck) -> Iterator[tuple[str, str]]:
    """What a number says of its holder, for whoever compares it with the card."""
    if found.birth_date:
        yield _("Date of birth in the number"), date_text(found.birth_date)
    if found.sex:
        yield _("Sex in the number"), str(SEXES[Sex(found.sex)])
    if found.region in GOVERNORATES and found.birth_date:
        yield _("Governorate of birth in the number"), str(GOVERNORATES[found.region])
    elif found.region:
        yield _("Code of the place of issue in the number"), digits(found.region)


def _person(person_id: int) -> Person:
    actor = current_actor()
    person = one_or_404(queries.person(person_id, viewer=actor))
    authorize(policy.can_view_id(actor, person))
    return person
