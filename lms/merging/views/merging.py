"""Finding the other record, looking at what merging would do, and doing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, NotFound

from lms.merging import policy, queries, services
from lms.merging.forms import MergeForm, merge_form
from lms.merging.queries import Preview
from lms.merging.rules import Side
from lms.merging.views.blueprint import bp
from lms.merging.views.words import CONTACTS, FACT_WORDS, Words, fact_text, obstacle_words
from lms.merging.wording import table_words
from lms.organisation.queries import zone_of
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import manageable_by
from lms.people.rules import masked_id
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.lists import listed
from lms.platform.i18n.numbers import number

LONGEST = 200
SHOWN = 10


@bp.get("/people/<int:person_id>/merge")
@requires(policy.MERGE)
def find(person_id: int) -> ResponseReturnValue:
    person = kept_record(person_id)
    asked = request.args.get("q", "").strip()
    if len(asked) > LONGEST:
        raise BadRequest
    text = asked or _first_guess(person)
    found = _found(text, person)
    return render_template(
        "merging/find.html",
        person=person,
        text=text,
        asked=asked,
        found=[(one, _told_apart(one)) for one in found[:SHOWN]],
        more=len(found) > SHOWN,
        merges=list(db.session.scalars(queries.merges_of(person))),
        zone=zone_of(current_actor()),
        is_own=policy.is_own(current_actor(), person),
    )


@bp.get("/people/<int:person_id>/merge/<int:other_id>")
@requires(policy.MERGE)
def preview(person_id: int, other_id: int) -> ResponseReturnValue:
    kept, other = _two(person_id, other_id)
    if other.merged_into_id == kept.id:
        return redirect(url_for("people.person", person_id=kept.id))
    shown = queries.preview(kept, other)
    return _page(shown, _form(shown))


@bp.post("/people/<int:person_id>/merge/<int:other_id>")
@requires(policy.MERGE, fresh=True)
def merge(person_id: int, other_id: int) -> ResponseReturnValue:
    kept, other = _two(person_id, other_id)
    if other.merged_into_id == kept.id:  # a double click
        return redirect(url_for("people.person", person_id=kept.id))
    shown = queries.preview(kept, other)
    form = _form(shown)
    if not form.validate_on_submit():
        return _page(shown, form)
    try:
        services.merge(
            kept,
            other,
            form.choices(),
            form.reason.value,
            seen=form.seen.data or "",
            by=current_actor(),
        )
    except DomainError as refusal:
        db.session.rollback()
        shown = queries.preview(*_two(person_id, other_id))
        again = _form(shown)
        again.validate_on_submit()
        again.refuse(refusal)
        return _page(shown, again, refusal.status)
    flash(_("The two records are one now. Old links and logins lead to it."))
    return redirect(url_for("people.person", person_id=kept.id))


def kept_record(person_id: int) -> Person:
    """A record that the reader keeps."""
    actor = current_actor()
    person = one_or_404(people.person(person_id, viewer=actor))
    authorize(policy.can_merge(actor, person))
    return person


def _two(person_id: int, other_id: int) -> tuple[Person, Person]:
    """Both, each in the reader's scope; one that went into the other already is found through it."""
    kept = kept_record(person_id)
    if person_id == other_id:
        raise NotFound
    other = db.session.get(Person, other_id)
    if other is not None and other.merged_into_id == kept.id:
        return kept, other
    return kept, kept_record(other_id)


def _first_guess(person: Person) -> str:
    """By what the other record is probably found: the first and the last word of the name."""
    words = person.full_name.split()
    return " ".join(dict.fromkeys((words[0], words[-1])))


def _found(text: str, person: Person) -> list[Person]:
    actor = current_actor()
    query = (
        select(Person)
        .where(
            Person.id.in_(people.search(text, actor)),
            Person.id != person.id,
            manageable_by(actor),
        )
        .order_by(*people.by_name(), Person.id)
        .limit(SHOWN + 1)
    )
    return list(db.session.scalars(query))


def _told_apart(person: Person) -> str:
    """What tells somebody from their namesakes: place of work, number, year of birth."""
    work = people.main_places([person.id]).get(person.id)
    told = [work.name if work else "", masked_id(person), fact_text("birth", person)]
    return " · ".join(filter(None, told))


def _form(shown: Preview) -> MergeForm:
    words = Words(shown, current_actor())
    return merge_form([words.question(one) for one in shown.conflicts])


def _page(shown: Preview, form: MergeForm, status: int = 200) -> ResponseReturnValue:
    fields = form.by_key
    of_runs = {run.run.id: run for run in shown.runs}
    form.seen.raw_data, form.seen.data = None, shown.seen  # what is decided on is what is shown
    page = render_template(
        "merging/preview.html",
        kept=shown.kept,
        other=shown.other,
        sides=list(zip((shown.kept, shown.other), _sides(shown), strict=True)),
        obstacles=[obstacle_words(one) for one in shown.obstacles],
        form=form,
        facts=[fields[one.key] for one in shown.conflicts if one.run is None],
        runs=[
            (run, [fields[one.key] for one in shown.conflicts if one.run is run], _result(run))
            for run in of_runs.values()
        ],
        filled_in=listed(str(FACT_WORDS[fact]) for fact in shown.filled_in),
        two_accounts=shown.two_accounts,
        moves=[(table_words(name), number(count)) for name, count in shown.moves.items()],
        is_own=policy.is_own(current_actor(), shown.kept, shown.other),
    )
    return page, max(form.status, status)


def _result(run: queries.SharedRun) -> str:
    if run.result is Side.KEPT:
        return _("The place of the record that stays counts: it led to a result.")
    if run.result is Side.OTHER:
        return _("The place of the other record counts: it led to a result.")
    return ""


def _sides(shown: Preview) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Both records as the preview shows them: what either of them says; contacts are left to the choices."""
    two = (shown.kept, shown.other)
    work = people.main_places([one.id for one in two])
    told = [
        (str(label), [fact_text(fact, one) for one in two])
        for fact, label in FACT_WORDS.items()
        if fact not in CONTACTS
    ]
    told.append((_("Place of work"), [work[one.id].name if one.id in work else "" for one in two]))
    kept, other = (
        [(label, texts[side] or "–") for label, texts in told if any(texts)] for side in (0, 1)
    )
    return kept, other
