"""Objections to marks: the queue of those who decide, and the page on which they do (S13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_

from lms.attendance import queries as attendance
from lms.attendance.errors import MarkRefused
from lms.attendance.models import AttendanceEntry
from lms.attendance.rules import MarkInput, in_words
from lms.objections import policy
from lms.objections.models import Objection, ObjectionState
from lms.objections.rules import STATES, is_overdue
from lms.organisation.models import OrgUnit
from lms.organisation.queries import zone_of
from lms.outcomes import queries, services
from lms.outcomes.forms import ObjectionForm
from lms.outcomes.rules import Decision, decide, words
from lms.outcomes.services.objections import recorders_of
from lms.outcomes.views.blueprint import bp
from lms.outcomes.views.results import STATES as OUTCOMES
from lms.people import queries as people
from lms.people.policy import EXPORT
from lms.platform.access import account_names, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _p, language
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.numbers import percent
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing, code
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun, RunState
from lms.scheduling.queries import matching


@dataclass(frozen=True)
class Row:
    """An objection in the queue, with the mark it is about."""

    objection: Objection
    entry: AttendanceEntry
    is_overdue: bool


@bp.get("/objections")
@requires(policy.DECIDE)
def objections() -> ResponseReturnValue:
    actor = current_actor()
    zone = zone_of(actor, policy.DECIDE)

    def rows(found: list[Objection]) -> Iterable[Row]:
        entries = attendance.entries_of(found)
        for one in found:
            yield Row(one, entries[one.subject_id], is_overdue(one, zone))

    listing = Listing(
        "objections",
        _("Objections"),
        attendance.to_decide(actor),
        _columns(ZoneInfo(zone)),
        filters=(
            Filter(
                "state",
                _("State"),
                [(state, str(label)) for state, label in STATES.items()],
                apply=lambda query, state: query.where(Objection.state == state),
                default=ObjectionState.OPEN.value,
                all_label=_("All"),
            ),
        ),
        search=lambda query, text: query.where(
            or_(matching(text), Objection.person_id.in_(people.search(text, actor)))
        ),
        search_label=_("Name, run, course or centre"),
        default_sort="due",
        exporting=EXPORT,
        empty=Empty(_("No objection waits for a decision"), icon="message-report"),
        prepare=rows,
    )
    return listing.respond("outcomes/objections.html")


@bp.get("/objections/<int:objection_id>")
@requires(policy.DECIDE)
def objection(objection_id: int) -> ResponseReturnValue:
    case = _case(objection_id)
    return _page(case, ObjectionForm(data={"seen": str(case.current.id)}))


@bp.post("/objections/<int:objection_id>")
@requires(policy.DECIDE)
def decide_objection(objection_id: int) -> ResponseReturnValue:
    case, form = _case(objection_id), ObjectionForm()
    if not form.validate_on_submit():
        return _page(case, form)
    try:
        _decide(case, form)
    except MarkRefused as refusal:
        form.add_error("minutes", refusal.text)
        return _page(case, form)
    except DomainError as refusal:
        if refusal.status == 403:  # for the error page, which says why
            raise
        db.session.refresh(case.objection)
        form.refuse(refusal)
        return _page(_case(objection_id), form)
    return redirect(url_for(".objection", objection_id=objection_id))


class Case:
    """One objection with all that is needed to decide on it."""

    def __init__(self, objection: Objection, entry: AttendanceEntry) -> None:
        self.objection, self.entry = objection, entry
        self.current = attendance.now_in_force(entry)
        self.session, self.run = entry.session, entry.session.run

    @property
    def is_open(self) -> bool:
        return self.objection.state is ObjectionState.OPEN

    @property
    def may_decide(self) -> bool:
        """Whether this reader is somebody else than all who have a part in it."""
        recorders = recorders_of(self.entry, self.current)
        return policy.can_decide(current_actor(), self.objection, recorded_by=recorders)

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.objection, self.session.timezone)

    @property
    def state_label(self) -> str:
        return str(STATES[self.objection.state])

    @property
    def is_closed(self) -> bool:
        return self.run.state is RunState.CLOSED

    @property
    def when(self) -> str:
        times = time_range_text(self.session.start_time, self.session.end_time)
        day = date_text(self.session.held_on, "weekday")
        return _p("date and time", "%(date)s, %(time)s", date=day, time=times)

    @cached_property
    def decision(self) -> Decision:
        """How the trainee stands now."""
        enrolment = self.entry.enrolment
        return decide(queries.facts([enrolment])[enrolment.id])

    @property
    def reasons(self) -> list[str]:
        return words(self.decision.reasoning)

    def who(self, account_id: int | None) -> str:
        return account_names({account_id}).get(account_id, "") if account_id else ""


def _case(objection_id: int) -> Case:
    query = attendance.to_decide(current_actor()).where(Objection.id == objection_id)
    found = one_or_404(query)
    return Case(found, attendance.entry_of(found))


def _decide(case: Case, form: ObjectionForm) -> None:
    actor, answer = current_actor(), form.answer.value
    if form.decision.data == "refuse":
        services.refuse_objection(case.objection, answer, by=actor)
        flash(_("The objection is refused; the mark stands."))
        return
    mark = MarkInput(form.mark.value, form.minutes.data)
    followed = services.accept_objection(
        case.objection, mark, answer, seen=form.seen_entry, by=actor
    )
    flash(
        _(
            "The objection is accepted, and the mark is corrected. Attendance: %(before)s before,"
            " %(after)s now.",
            before=percent(followed.before.rate),
            after=percent(followed.after.rate),
        )
    )
    if followed.outcome_after is None or followed.outcome_before is None:
        return
    if followed.has_passed:
        flash(_("The result was decided anew: passed. A certificate can be issued now."), "info")
    else:
        flash(
            _(
                "The result was decided anew: %(outcome)s. A certificate that was issued stays as"
                " it is.",
                outcome=OUTCOMES[followed.outcome_after],
            ),
            "info",
        )


def _page(case: Case, form: ObjectionForm) -> ResponseReturnValue:
    page = render_template("outcomes/objection.html", case=case, form=form, mark_in_words=in_words)
    return page, form.status


def _columns(zone: ZoneInfo) -> tuple[Column, ...]:
    return (
        Column(
            "who",
            _("Trainee"),
            lambda row: row.objection.person.full_name,
            sort=(*people.by_name(), Objection.id),
            url=row_links(".objection", objection_id=lambda row: row.objection.id),
            head=True,
        ),
        Column(
            "run",
            _("Course run"),
            lambda row: row.entry.session.run.course.name_in(language()),
            note=lambda row: code(f"{row.entry.session.run.code}/{row.entry.session.number}"),
            sort=(CourseRun.code, Objection.id),
            export=lambda row: f"{row.entry.session.run.code}/{row.entry.session.number}",
        ),
        Column(
            "unit",
            _("Centre"),
            lambda row: row.objection.unit.name_in(language()),
            sort=sort_column(OrgUnit, language()),
        ),
        Column("mark", _("Mark objected to"), lambda row: in_words(row.entry)),
        Column(
            "filed",
            _("Objected at"),
            lambda row: row.objection.filed_at.astimezone(zone),
            kind="datetime",
            sort=Objection.id,
        ),
        Column(
            "due",
            _("Decide by"),
            lambda row: row.objection.due_on,
            kind="date",
            sort=(Objection.due_on, Objection.id),
            note=lambda row: _("Overdue") if row.is_overdue else None,
        ),
        Column(
            "state",
            _("State"),
            lambda row: str(STATES[row.objection.state]),
            kind="badge",
            badge=lambda row: row.objection.state.value,
        ),
    )
