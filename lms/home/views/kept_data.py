"""What is kept about somebody, for them to take along."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.accounts.models import UserAccount
from lms.home import services
from lms.home.forms import HandOutForm
from lms.home.queries.kept import Subject
from lms.home.views.blueprint import bp
from lms.people import policy
from lms.people import queries as people
from lms.people.models import Person
from lms.platform import clock, throttle
from lms.platform.access import (
    SIGNED_IN,
    authorize,
    current_actor,
    make_sure,
    one_or_404,
    requires,
)
from lms.platform.db import db
from lms.platform.throttle import Limit

HANDED_OUT = Limit("data about people", 10, timedelta(hours=1))


@bp.get("/my-data")
@requires(SIGNED_IN)
def my_data() -> ResponseReturnValue:
    return render_template("home/my_data.html")


@bp.post("/my-data")
@requires(SIGNED_IN)
def take_my_data() -> ResponseReturnValue:
    """One's own, whatever the role is that one acts in."""
    make_sure()
    actor = current_actor()
    throttle.take(HANDED_OUT.of(actor.id))
    account = db.session.get(UserAccount, actor.id)
    if account is None:
        raise NotFound
    return _archive(services.hand_out(Subject(account.person, account), actor))


@bp.get("/people/<int:person_id>/data")
@requires(policy.VIEW_ID)
def person_data(person_id: int) -> ResponseReturnValue:
    """For whoever has no account, and asks at the centre."""
    return render_template("home/person_data.html", person=_person(person_id), form=HandOutForm())


@bp.post("/people/<int:person_id>/data")
@requires(policy.VIEW_ID)
def hand_out_data(person_id: int) -> ResponseReturnValue:
    person, form, actor = _person(person_id), HandOutForm(), current_actor()
    if not form.validate_on_submit():
        page = render_template("home/person_data.html", person=person, form=form)
        return page, form.status
    make_sure()
    throttle.take(HANDED_OUT.of(actor.id))
    account = db.session.query(UserAccount).filter_by(person_id=person_id).one_or_none()
    return _archive(services.hand_out(Subject(person, account), actor, form.reason.value))


def _person(person_id: int) -> Person:
    actor = current_actor()
    person = one_or_404(people.person(person_id, viewer=actor))
    authorize(policy.can_view_id(actor, person))
    return person


def _archive(content: bytes) -> Response:
    response = Response(content, mimetype="application/zip")
    name = f"data-{clock.today().isoformat()}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
