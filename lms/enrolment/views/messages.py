"""Writing to the participants of a run: what is said, whom it reaches and in how many parts, and sending it once."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.enrolment import policy, queries, services
from lms.enrolment.forms import MessageForm
from lms.enrolment.models import Ways
from lms.enrolment.rules.messages import MOST_SEGMENTS, Parts, Reach, reach
from lms.enrolment.views.blueprint import bp
from lms.notifications.models import Channel
from lms.notifications.rules import GSM_ALPHABET, GSM_EXTENSION, GSM_LENGTHS, UTF16_LENGTHS
from lms.notifications.services import channels
from lms.platform import throttle
from lms.platform.access import authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, _n
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import run as run_by_code

WAYS = {Ways.MAIL: _l("By mail"), Ways.SMS: _l("As a text message"), Ways.BOTH: _l("Both ways")}
SHOWN = 20


@bp.get("/runs/<string:code>/message")
@requires(policy.MESSAGE)
def message_form(code: str) -> ResponseReturnValue:
    run = _run_to_write_to(code)
    return _page(run, _form(Ways.MAIL))


@bp.post("/runs/<string:code>/message")
@requires(policy.MESSAGE)
def message_check(code: str) -> ResponseReturnValue:
    """Show whom it would reach, or go back to the form with what was typed; nothing is sent yet."""
    run, form = _run_to_write_to(code), _form()
    if not form.validate_on_submit():
        return _page(run, form)
    if "change" in request.form:
        return _page(run, form)
    try:
        _people, found, counted = services.weigh(run, form.text.value, form.ways.value)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(run, form)
    return render_template(
        "enrolment/message_check.html", run=run, form=form, told=told(found, counted)
    )


@bp.post("/runs/<string:code>/message/send")
@requires(policy.MESSAGE)
def message_send(code: str) -> ResponseReturnValue:
    throttle.take(services.WRITTEN.of(current_actor().id))
    run, form = _run_to_write_to(code), _form()
    if not form.validate_on_submit():
        return _page(run, form)
    try:
        written = services.write(run, form.text.value, form.ways.value, current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(run, form, refusal.status)
    people = written.by_mail + written.by_sms
    flash(_n("%(count)s message is on its way.", "%(count)s messages are on their way.", people))
    return redirect(url_for(".message_form", code=code))


def told(found: Reach, counted: Parts | None) -> list[str]:
    """What is said before a message goes out: whom it reaches, and in how many parts."""
    lines = []
    if found.by_mail:
        lines.append(
            _n("%(count)s person by mail", "%(count)s people by mail", found.by_mail),
        )
    if found.by_sms:
        lines.append(
            _n(
                "%(count)s person as a text message",
                "%(count)s people as a text message",
                found.by_sms,
            )
        )
    if found.unreached:
        lines.append(
            _n(
                "%(count)s person is not reached",
                "%(count)s people are not reached",
                found.unreached,
            )
        )
    if counted and counted.total:
        each = number(counted.most)
        if counted.fewest != counted.most:
            each = _("%(from)s to %(to)s", **{"from": number(counted.fewest), "to": each})
        lines.append(_("Parts for one person: %(count)s", count=each))
        lines.append(_("Parts in all: %(count)s", count=number(counted.total)))
    return lines


def _form(ways: Ways | None = None) -> MessageForm:
    form = MessageForm(data={"ways": ways} if ways else None)
    open_ways = channels(current_app.config["SETTINGS"])
    offered = [way for way in Ways if {*way.channels} <= {*open_ways}]
    form.ways.choices = [(way, WAYS[way]) for way in offered]
    return form


def _page(run: CourseRun, form: MessageForm, status: int | None = None) -> ResponseReturnValue:
    people = queries.participants(run)
    everywhere = reach(people, Ways.BOTH)
    page = render_template(
        "enrolment/message.html",
        run=run,
        zone=run.unit.country.timezone,
        form=form,
        everywhere=everywhere,
        has_texts=Channel.SMS in channels(current_app.config["SETTINGS"]),
        counting={
            "frames": [frame._asdict() for frame in queries.frames(run, people)],
            "alphabet": GSM_ALPHABET,
            "extension": GSM_EXTENSION,
            "lengths": [GSM_LENGTHS, UTF16_LENGTHS],
            "most": MOST_SEGMENTS,
        },
        ways=WAYS,
        written=db.session.scalars(queries.messages_to(run).limit(SHOWN)).all(),
    )
    return page, status or form.status


def _run_to_write_to(code: str) -> CourseRun:
    run = one_or_404(run_by_code(code, current_actor()))
    authorize(policy.can_write(current_actor(), run))
    return run
