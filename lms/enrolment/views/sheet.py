"""Checking the people that were pasted or chosen, and sending those who are ready."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.enrolment import policy, queries, services
from lms.enrolment.errors import NominationsEnded, RunNotOpen
from lms.enrolment.forms import SendForm, SheetForm, sent_rows
from lms.enrolment.queries import Match
from lms.enrolment.rules import MOST_ROWS, SheetRow, TooManyRows, read_sheet
from lms.enrolment.views.blueprint import bp
from lms.enrolment.views.checking import Checking
from lms.enrolment.views.nominate import head, own_unit, paste_page, run_to_nominate_for
from lms.platform.access import authorize, current_actor, requires
from lms.platform.i18n import _, _n
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number


@bp.post("/runs/<string:code>/nominate")
@requires(policy.NOMINATE)
def send_nominations(code: str) -> ResponseReturnValue:
    unit = own_unit()
    authorize(policy.can_nominate(current_actor(), unit))
    checking = Checking(run_to_nominate_for(code), unit)
    if "row" in request.form:
        return _again(checking)
    if "pick" in request.form:
        return _picked(checking, request.form.getlist("pick"))
    return _pasted(checking)


def _pasted(checking: Checking) -> ResponseReturnValue:
    """The first look at what was pasted."""
    form = SheetForm()
    if form.validate_on_submit():
        try:
            services.refuse_unless_open(checking.run)
            rows = read_sheet(form.rows.typed)
        except (RunNotOpen, NominationsEnded) as refusal:
            form.refuse(refusal)
        except TooManyRows:
            most = number(MOST_ROWS)
            form.add_error("rows", _("Paste at most %(most)s rows at once.", most=most))
        else:
            if rows:
                checking.judge(queries.matches(rows, checking.unit))
                return _page(checking)
            form.add_error("rows", _("No name and no number was found in this."))
    return paste_page(checking.run, form)


def _picked(checking: Checking, sent: list[str]) -> ResponseReturnValue:
    """The first look at who was chosen from the list of one's staff."""
    ids = [int(one) for one in dict.fromkeys(sent) if one.isdecimal() and len(one) < 10]
    people = queries.picked(ids, checking.unit)
    if len(people) != len(set(sent)):
        raise NotFound  # one of somebody else's staff: the whole choice is refused (A4)
    checking.judge(
        Match(SheetRow(place, people[one].full_name), (people[one],))
        for place, one in enumerate(ids, 1)
    )
    return _page(checking)


def _again(checking: Checking) -> ResponseReturnValue:
    """What came back from the page of checks: judged again, and sent where that was asked for."""
    checking.read(list(sent_rows(request.form)))
    form = SendForm()
    if "send" not in request.form or not form.validate_on_submit():
        return _page(checking, form, form.status)
    try:
        services.refuse_unless_open(checking.run)
    except (RunNotOpen, NominationsEnded) as refusal:
        flash(refusal.text, "error")
        return _page(checking, form, refusal.status)
    sent = services.nominate_all(
        checking.run,
        checking.ready_to_send(),
        checking.unit,
        by=current_actor(),
        justification=form.justification.value,
    )
    for person, late in sent.refused:
        flash(f"{isolated(person.full_name)}: {late.text}", "error")
    if sent.nominations:
        count = len(sent.nominations)
        flash(_n("%(count)s nomination sent.", "%(count)s nominations sent.", count))
    checking.leave_out({nomination.person_id for nomination in sent.nominations})
    if not checking.open_rows:
        return redirect(url_for(".nominations", run=checking.run.code))
    return _page(checking, form, 200 if sent.nominations else 422)


def _page(
    checking: Checking, form: SendForm | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "enrolment/check.html",
        run=checking.run,
        head=head(checking.run),
        checking=checking,
        work=checking.work(),
        form=form or SendForm(formdata=None),
        failed=status >= 400,
    )
    return page, status
