"""The attendance of a run: its sessions, and everybody in it with marks and rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import and_, exists, or_

from lms.attendance import policy, queries
from lms.attendance.document import MOST_PEOPLE
from lms.attendance.models import AttendanceEntry, Mark
from lms.attendance.rules import LABELS, Meeting, Presence, Tally, tally
from lms.attendance.views.blueprint import bp
from lms.attendance.views.sessions import LETTERS, SHAPES, Sessions, when
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.objections.policy import DECIDE
from lms.organisation.models import OrgUnit
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.i18n import _, _l, _lp, _p, language
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.numbers import number
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun, SessionState, TrainingSession
from lms.scheduling.rules import held

ROWS_AT_ONCE = 50


@dataclass(frozen=True)
class Row:
    """One person: the marks by the number of the session, and what they add up to."""

    enrolment: Enrolment
    marks: Mapping[int, Presence]
    sums: Tally

    @property
    def has_left(self) -> bool:
        return self.enrolment.state is not EnrolmentState.ENROLLED


@bp.get("/runs/<string:code>/attendance")
@requires(policy.VIEW, policy.VIEW_OWN)
def run_attendance(code: str) -> ResponseReturnValue:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    takable, reopened = policy.takable(actor, run), queries.reopened(run)
    sessions = Sessions(run, queries.totals(run), takable, reopened)
    return grid(run, sessions).respond(
        "attendance/run.html",
        run=run,
        sessions=sessions,
        when=when,
        legend=[(SHAPES[mark], LETTERS[mark], LABELS[mark]) for mark in LABELS],
        can_count=policy.can_count(actor, run),
        can_reopen=policy.can_reopen(actor, run) and sessions.has_locked,
        decides_objections=actor.has(DECIDE),
        lists_late=actor.has(policy.VIEW),
        headcount=queries.headcount(run),
        prints_at_once=run.seats_taken * len(run.sessions) <= MOST_PEOPLE,
    )


def grid(run: CourseRun, sessions: Sessions) -> Listing:
    """Everybody in the run, with a column for each session shown; all sessions go into the file."""
    meetings = meetings_of(run)

    def rows(enrolments: list[Enrolment]) -> Iterable[Row]:
        marks = queries.marks_of([one.id for one in enrolments])
        for one in enrolments:
            sums = tally(
                meetings,
                marks[one.id],
                excused_rule=run.excused_rule,
                joining_rule=run.joining_rule,
                joined_on=one.joined_on,
            )
            yield Row(one, marks[one.id], sums)

    return Listing(
        "people",
        _l("Attendance so far"),
        queries.on_grid(run).outerjoin(OrgUnit, OrgUnit.id == Enrolment.unit_id),
        [*_who(), *_marks(sessions), *_sums()],
        filters=[_unmarked_filter()],
        default_sort="name",
        exporting=EXPORT,
        search=lambda query, text: query.where(
            Enrolment.person_id.in_(people.search(text, current_actor()))
        ),
        search_label=_l("Name or ID number"),
        page_size=ROWS_AT_ONCE,
        empty=Empty(
            _("Nobody is enrolled yet"),
            _("The sheets fill up as places are confirmed."),
            icon="users",
        ),
        keep=("sessions",),
        prepare=rows,
    )


def meetings_of(run: CourseRun) -> list[Meeting]:
    """The sessions as the tally counts them."""
    now = clock.now()
    return [
        Meeting(
            one.number,
            one.held_on,
            one.minutes,
            one.counts,
            one.state is SessionState.CANCELLED,
            held(one, now),
        )
        for one in run.sessions
    ]


def _who() -> list[Column]:
    return [
        Column(
            "name",
            _l("Name"),
            lambda row: row.enrolment.person.full_name,
            sort=(*people.by_name(), Person.id),
            note=_note,
        ),
        Column("unit", _l("Workplace"), _unit, sort=sort_column(OrgUnit, language()), screen=False),
    ]


def _unit(row: Row) -> str | None:
    return row.enrolment.unit.name_in(language()) if row.enrolment.unit else None


def _note(row: Row) -> str | None:
    if row.has_left:
        return _p("of a trainee", "Has left the run")
    return _unit(row)


def _marks(sessions: Sessions) -> list[Column]:
    """A column with letters on the screen, and one with words in the file."""
    on_screen = [_letter(one) for one in sessions.shown if one.state is not SessionState.CANCELLED]
    in_file = [_word(one) for one in sessions.all if one.state is not SessionState.CANCELLED]
    return [*on_screen, *in_file]


def _letter(session: TrainingSession) -> Column:
    letters = {mark: _explained(SHAPES[mark], LABELS[mark], LETTERS[mark]) for mark in LABELS}
    # Nearly all are present: without its word in each cell a page stays small, and the legend has it.
    letters[Mark.PRESENT] = Markup('<b class="mk p">{}</b>').format(LETTERS[Mark.PRESENT])
    unmarked = _explained("n", _("Not marked"), "?")
    before = _explained("n", _("Not enrolled yet"), "–")
    over = held(session, clock.now())

    def letter(row: Row) -> Markup:
        presence = row.marks.get(session.number)
        if presence is not None:
            return letters[presence.mark]
        if _joined_after(row, session):
            return before
        return unmarked if over and not row.has_left else Markup("")

    return Column(
        f"session-{session.number}",
        number(session.number),
        letter,
        kind="html",
        stacks=False,
        export=False,
    )


def _explained(shape: str, word: str, letter: str) -> Markup:
    return Markup('<abbr class="mk {}" title="{}">{}</abbr>').format(shape, word, letter)


def _word(session: TrainingSession) -> Column:
    over = held(session, clock.now())

    def word(row: Row) -> str | None:
        presence = row.marks.get(session.number)
        if presence is not None:
            return str(LABELS[presence.mark])
        if _joined_after(row, session):
            return _("Not enrolled yet")
        return _("Not marked") if over and not row.has_left else None

    label = _(
        "Session %(number)s, %(date)s",
        number=number(session.number),
        date=date_text(session.held_on, "short"),
    )
    return Column(f"word-{session.number}", label, word, screen=False)


def _joined_after(row: Row, session: TrainingSession) -> bool:
    joined_on = row.enrolment.joined_on
    return joined_on is not None and session.held_on < joined_on


def _sums() -> list[Column]:
    return [
        Column(
            "unmarked",
            _l("Not marked"),
            lambda row: None if row.has_left else len(row.sums.unmarked_sessions) or None,
            kind="number",
            stacks=False,
        ),
        Column(
            "rate",
            _l("Rate"),
            lambda row: row.sums.rate,
            kind="percent",
            note=_minutes,
            stacks=False,
        ),
        Column(
            "present",
            _l("Minutes present"),
            lambda row: row.sums.present,
            kind="number",
            screen=False,
        ),
        Column("held", _l("Minutes held"), lambda row: row.sums.held, kind="number", screen=False),
    ]


def _minutes(row: Row) -> str | None:
    if not row.sums.held:
        return None
    present, held_so_far = number(row.sums.present), number(row.sums.held)
    return _("%(present)s of %(held)s min", present=present, held=held_so_far)


def _unmarked_filter() -> Filter:
    marked = (
        exists()
        .where(
            AttendanceEntry.session_id == TrainingSession.id,
            AttendanceEntry.enrolment_id == Enrolment.id,
        )
        .correlate(TrainingSession, Enrolment)
    )
    lacking = (
        exists()
        .where(
            TrainingSession.course_run_id == Enrolment.course_run_id,
            TrainingSession.counts,
            TrainingSession.state != SessionState.CANCELLED,
            or_(TrainingSession.state == SessionState.HELD, TrainingSession.ends_at <= clock.now()),
            or_(Enrolment.joined_on.is_(None), Enrolment.joined_on <= TrainingSession.held_on),
            ~marked,
        )
        .correlate(Enrolment)
    )
    return Filter(
        "marks",
        _lp("of attendance", "Marks"),
        [("unmarked", _l("Something unmarked"))],
        apply=lambda query, _value: query.where(
            and_(Enrolment.state == EnrolmentState.ENROLLED, lacking)
        ),
    )
