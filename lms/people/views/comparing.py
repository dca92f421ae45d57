"""What the identity number tells, beside what was typed: said at the fields, filled in, kept until somebody looks."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.people import policy, queries, services
from lms.people.forms import PersonForm
from lms.people.models import Person, Sex
from lms.people.national_id import Verdict
from lms.people.rules import (
    SEXES,
    WORDS,
    Difference,
    PersonData,
    birth_year_in,
    filled_in,
    id_check,
)
from lms.people.rules.headings import LABELS
from lms.people.views.blueprint import bp
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.i18n import _, preferences
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.digits import digits
from lms.platform.i18n.lists import listed


@bp.post("/people/<int:person_id>/confirm-number")
@requires(policy.MANAGE)
def confirm_number(person_id: int) -> ResponseReturnValue:
    """Somebody compared the number and the record with the card: both are right."""
    actor = current_actor()
    person = one_or_404(queries.person(person_id, viewer=actor))
    authorize(policy.can_manage(actor, person))
    services.confirm_differences(person, actor)
    flash(_("It is on record that both were compared with the card."))
    return redirect(url_for(".person", person_id=person_id))


def asks_to_compare(form: PersonForm, data: PersonData, person: Person | None = None) -> bool:
    """Whether the form comes back once, because the number says something that it has not shown yet."""
    found = services.differences_of(data, person)
    if {one.mark for one in found} <= set((form.warned.data or "").split()):
        return False
    for one in found:
        form.add_error(one.field, _told(one) if data.national_id else str(WORDS[one.field]))
    _remember(form, found)
    return True


def show_open_differences(form: PersonForm, person: Person) -> None:
    """Say at the fields of a record what nobody has compared yet."""
    if person.id_differs is None or form.is_submitted():  # type: ignore[no-untyped-call]  # Flask-WTF is untyped
        return
    found = services.open_differences(person)
    for one in found:
        form[one.field].description = str(WORDS[one.field])
    _remember(form, found)


def say_what_the_number_told(data: PersonData, person: Person) -> None:
    """What was accepted with a doubt, or filled in, is so visibly."""
    checked = id_check(data)
    if checked is not None and checked.verdict is Verdict.WARN:
        flash(
            _("The ID number was accepted, but check it: %(reason)s", reason=checked.reason),
            "warning",
        )
    whole = filled_in(data, checked)
    told = [name for name in ("sex", "birth_date") if getattr(whole, name) != getattr(data, name)]
    if told:
        flash(_("Filled in from the ID number: %(fields)s.", fields=_labels(told)))


def differing_fields(person: Person) -> str:
    """The fields that nobody has compared yet, in words; empty where there are none."""
    return _labels((person.id_differs or "").split())


def _labels(names: list[str]) -> str:
    return listed(str(LABELS[name]) for name in names)


def _remember(form: PersonForm, found: list[Difference]) -> None:
    form.warned.data = " ".join(one.mark for one in found)
    form.warned.raw_data = None


def _told(one: Difference) -> str:
    if isinstance(one.told, Sex):
        said = str(SEXES[one.told])
    elif isinstance(one.told, int):
        said = digits(birth_year_in(one.told, preferences().calendar))
    else:
        said = date_text(one.told)
    return _("The ID number says: %(said)s. Compare both with the card.", said=said)
