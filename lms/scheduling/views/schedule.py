"""The schedule of a run as its page prints it, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from types import SimpleNamespace

from flask import url_for

from lms.platform.i18n import _, _n, language
from lms.platform.i18n.dates import date_text, time_range_text
from lms.platform.i18n.lists import names_listed
from lms.platform.i18n.numbers import duration, number, percent
from lms.scheduling.models import CourseRun, RunState, SessionState, TrainingSession
from lms.scheduling.rules import OVER, active, held, is_totals_only, title
from lms.scheduling.views.header import RunHeader, day_text, session_sheet


@dataclass(frozen=True)
class Row:
    """One session."""

    times: str
    title: str
    note: str
    trainers: str
    room: str
    state: str
    is_next: bool
    sheet: str
    sheet_label: str
    edit: str
    edit_label: str


@dataclass(frozen=True)
class Day:
    label: str
    rows: list[Row]


@dataclass(frozen=True)
class Schedule:
    """All of it, and whether the reader may change it."""

    days: list[Day]
    may_change: bool


def schedule_of(run: CourseRun, head: RunHeader) -> Schedule:
    """The sessions by day, in the order in which they are held."""
    now = head.now
    may_change = head.can_manage and head.state not in OVER
    following = _next(active(run.sessions), now)
    sessions = sorted(run.sessions, key=lambda session: (session.starts_at, session.number))
    days = [
        Day(
            day_text(day),
            [_row(session, run, now, session is following, may_change) for session in group],
        )
        for day, group in groupby(sessions, key=lambda session: session.held_on)
    ]
    return Schedule(days, may_change)


def _next(sessions: Iterable[TrainingSession], now: datetime) -> TrainingSession | None:
    """The session under way, or the first to come."""
    coming = [session for session in sessions if session.ends_at > now]
    return min(coming, key=lambda session: session.starts_at, default=None)


def _row(
    session: TrainingSession, run: CourseRun, now: datetime, is_next: bool, may_change: bool
) -> Row:
    trainers = [assignment.person.full_name for assignment in session.assignments]
    state = session.state
    if state is SessionState.SCHEDULED and held(session, now):
        state = SessionState.HELD
    is_off = state is SessionState.CANCELLED
    sheet, sheet_label = session_sheet(session) if not is_off else ("", "")
    return Row(
        times=time_range_text(session.start_time, session.end_time),
        title=title(session),
        note=_note(session),
        trainers=names_listed(trainers),
        room=session.room.name_in(language()) if session.room else "",
        state=state.value,
        is_next=is_next,
        sheet=sheet,
        sheet_label=sheet_label,
        edit=""
        if is_off or not may_change
        else url_for("scheduling.edit_session", code=run.code, number=session.number),
        edit_label=_("Change session %(session)s", session=number(session.number)),
    )


def _note(session: TrainingSession) -> str:
    if session.state is SessionState.CANCELLED:
        return session.reason or ""
    return "" if session.counts else _("Does not count for attendance")


def progress_of(run: CourseRun, head: RunHeader) -> list[SimpleNamespace]:
    """What still stands between the run and its certificates."""
    if is_totals_only(run):
        return []
    confirmed = head.state in _AFTER_ROSTER
    finished = head.state in {RunState.ENDED, RunState.CLOSED}
    closed = head.state is RunState.CLOSED
    trainees = _n("%(count)s trainee", "%(count)s trainees", run.seats_taken)
    steps = [
        (confirmed, _("Roster: %(trainees)s", trainees=trainees), ""),
        (
            finished and head.held == len(head.sessions),
            _(
                "Sessions held: %(held)s of %(all)s",
                held=number(head.held),
                all=number(len(head.sessions)),
            ),
            _(
                "Each trainee needs %(share)s of the minutes held.",
                share=percent(_share(run.attendance_basis_points)),
            ),
        ),
    ]
    if run.has_exam:
        mark = number(run.pass_mark // 100)
        steps.append(
            (
                closed,
                _("Exam marks"),
                _("Pass mark: %(mark)s of %(most)s", mark=mark, most=number(100)),
            )
        )
    steps.append((closed, _("Results and certificates"), ""))
    return _marked(steps, is_off=head.state in {RunState.CANCELLED, RunState.POSTPONED})


_AFTER_ROSTER = frozenset(
    {RunState.CONFIRMED, RunState.IN_PROGRESS, RunState.ENDED, RunState.CLOSED}
)


def _marked(steps: list[tuple[bool, str, str]], *, is_off: bool) -> list[SimpleNamespace]:
    """Done, or to do; the first that is not done is the one under way."""
    marked = []
    now_given = is_off
    for done, step, text in steps:
        state = "done" if done else "todo" if now_given else "now"
        now_given = now_given or not done
        marked.append(SimpleNamespace(state=state, title=step, text=text))
    return marked


def about(run: CourseRun) -> list[tuple[str, str]]:
    """The facts beside the schedule."""
    facts = [(_("Code"), run.code)]
    if run.course.programme is not None:
        facts.append((_("Programme"), run.course.programme.name_in(language())))
    facts.append((_("Centre"), run.unit.name_in(language())))
    if run.site_unit is not None:
        facts.append((_("Held at"), run.site_unit.name_in(language())))
    planned = sum(session.minutes for session in active(run.sessions) if session.counts)
    facts += [
        (_("Hours"), _hours(planned, run.course.minutes)),
        (_("Attendance needed"), percent(_share(run.attendance_basis_points))),
    ]
    if run.has_exam:
        facts.append((_("Pass mark"), number(run.pass_mark // 100)))
    if run.nominations_until is not None:
        facts.append((_("Nominations until"), date_text(run.nominations_until)))
    if run.plan_item is not None:
        facts.append((_("Plan item"), run.plan_item.name_in(language())))
    if run.source:
        facts.append((_("Source"), run.source))
    return facts


def _hours(planned: int, course: int) -> str:
    if not planned:
        return duration(course)
    return _(
        "%(planned)s of %(course)s planned", planned=duration(planned), course=duration(course)
    )


def _share(basis_points: int) -> Fraction:
    return Fraction(basis_points, 10_000)
