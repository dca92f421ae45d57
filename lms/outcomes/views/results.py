"""The results of a run: everybody with minutes, rate, exam and outcome, each with its reasoning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.assessment.rules import LABELS as TESTS
from lms.attendance import queries as attendance
from lms.attendance.rules import LABELS as MARKS
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.outcomes import policy, queries
from lms.outcomes.models import Outcome, OutcomeState
from lms.outcomes.rules import (
    Decision,
    Facts,
    Meeting,
    Presence,
    decide,
    forecast_words,
    points,
    words,
)
from lms.outcomes.views.blueprint import bp
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.i18n import _, _l, _lp, language
from lms.platform.i18n.numbers import number
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun, RunState, TrainingSession
from lms.scheduling.rules import active, held

STATES: dict[OutcomeState | None, str] = {
    OutcomeState.PASSED: _lp("outcome", "Passed"),
    OutcomeState.FAILED_ATTENDANCE: _lp("outcome", "Attendance too low"),
    OutcomeState.FAILED_ASSESSMENT: _lp("outcome", "Exam not passed"),
    OutcomeState.WITHDRAWN: _lp("outcome", "Withdrawn"),
    None: _lp("outcome", "Not decided yet"),
}


@dataclass(frozen=True)
class Result:
    """One row: what was decided, or what is known so far."""

    enrolment: Enrolment
    state: OutcomeState | None
    present: int
    held: int
    needed: int
    score: int | None
    reasons: Sequence[str]

    @classmethod
    def of(cls, enrolment: Enrolment, outcome: Outcome | None, known: Facts | None) -> Result:
        if outcome is not None:
            return cls(
                enrolment,
                outcome.state,
                outcome.minutes_present,
                outcome.minutes_held,
                outcome.minutes_needed,
                outcome.score,
                words(outcome.reasoning),
            )
        decision = decide(known) if known is not None else None
        return cls._so_far(enrolment, decision)

    @classmethod
    def _so_far(cls, enrolment: Enrolment, decision: Decision | None) -> Result:
        if decision is None:
            return cls(enrolment, None, 0, 0, 0, None, ())
        ahead = forecast_words(decision.forecast)
        return cls(
            enrolment,
            decision.state,
            decision.minutes_present,
            decision.minutes_held,
            decision.minutes_needed,
            decision.score,
            [*words(decision.reasoning), *([ahead] if ahead else [])],
        )

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.present, self.held) if self.held else None

    @property
    def label(self) -> str:
        return str(STATES[self.state])

    @property
    def badge(self) -> str:
        return self.state.value if self.state else "pending"


@dataclass(frozen=True)
class Gap:
    """A session that keeps the run open."""

    session: TrainingSession
    missing: int
    is_over: bool
    url: str  # of its sheet


@bp.get("/runs/<string:code>/results")
@requires(policy.VIEW, policy.VIEW_OWN)
def results(code: str) -> ResponseReturnValue:
    actor = current_actor()
    run = one_or_404(queries.run(code, actor))
    return results_list(run).respond(
        "outcomes/results.html",
        run=run,
        counts=queries.outcome_counts(run.id) if run.state is RunState.CLOSED else None,
        states=STATES,
        gaps=gaps_of(run),
        delivery=queries.delivery(run),
        # The run was fetched within the scope of the role, which is that of each of its rights.
        can_close=actor.has(policy.CLOSE),
    )


@bp.get("/runs/<string:code>/results/<int:enrolment_id>")
@requires(policy.VIEW, policy.VIEW_OWN)
def reasoning(code: str, enrolment_id: int) -> ResponseReturnValue:
    """One person's way to the outcome, session by session."""
    run = one_or_404(queries.run(code, current_actor()))
    enrolment = one_or_404(queries.enrolments(run.id).where(Enrolment.id == enrolment_id))
    known = queries.facts([enrolment])[enrolment.id]
    outcome = queries.outcome_of(enrolment.id)
    return render_template(
        "outcomes/reasoning.html",
        run=run,
        result=Result.of(enrolment, outcome, known),
        outcome=outcome,
        known=known,
        meetings=meetings_of(known),
        tests=TESTS,
        points=points,
    )


def gaps_of(run: CourseRun) -> list[Gap]:
    """The sessions without all their marks, with how many are missing; none once the run is closed."""
    if run.state is RunState.CLOSED:
        return []
    now, marks = clock.now(), attendance.totals(run)
    return [
        Gap(
            session,
            marks[session.number][None],
            held(session, now),
            screen("attendance.sheet", code=run.code, number=session.number),
        )
        for session in active(run.sessions)
        if session.counts and None in marks.get(session.number, {})
    ]


def screen(endpoint: str, **values: Any) -> str:
    """The address of a screen of a lower slice; empty where the application runs without it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def meetings_of(known: Facts) -> list[dict[str, Any]]:
    """The sessions as one person's marks have them."""
    rows = []
    for meeting in known.meetings:
        presence = known.marks.get(meeting.number)
        joined = known.joined_on is None or meeting.held_on >= known.joined_on
        rows.append(
            {
                "meeting": meeting,
                "mark": _mark(meeting, joined, presence),
                "state": _state(meeting, joined, presence),
                "minutes": presence.minutes if presence and not meeting.is_cancelled else None,
            }
        )
    return rows


def _mark(meeting: Meeting, joined: bool, presence: Presence | None) -> str:
    if meeting.is_cancelled:
        return _("Cancelled session")
    if not joined:
        return _("Not enrolled yet")
    return str(MARKS[presence.mark]) if presence else _("Not marked")


def _state(meeting: Meeting, joined: bool, presence: Presence | None) -> str:
    if meeting.is_cancelled:
        return "cancelled"
    if not joined:
        return "void"
    return presence.mark.value if presence else "unmarked"


def results_list(run: CourseRun) -> Listing:
    """The rows of the tab; those of a run under way are worked out a page at a time."""
    closed = run.state is RunState.CLOSED
    return Listing(
        "results",
        _l("Results"),
        queries.results(run.id).join(OrgUnit, OrgUnit.id == Enrolment.unit_id, isouter=True),
        _columns(run, closed),
        filters=[_by_state()] if closed else [],
        default_sort="name",
        exporting=EXPORT,
        search=lambda query, text: query.where(
            Enrolment.person_id.in_(people.search(text, current_actor()))
        ),
        search_label=_l("Name or ID number"),
        empty=Empty(
            _("Nobody is enrolled yet"),
            _("Results appear here as attendance and marks come in."),
            icon="users",
        ),
        prepare=_prepared,
    )


def _prepared(rows: list[Any]) -> Iterable[Result]:
    undecided = [enrolment for enrolment, outcome in rows if outcome is None]
    known = queries.facts(undecided) if undecided else {}
    return [Result.of(enrolment, outcome, known.get(enrolment.id)) for enrolment, outcome in rows]


def _columns(run: CourseRun, closed: bool) -> list[Column]:
    def address(row: Result) -> str:
        return url_for("outcomes.reasoning", code=run.code, enrolment_id=row.enrolment.id)

    return [
        Column(
            "name",
            _l("Name"),
            lambda row: row.enrolment.person.full_name,
            sort=(*people.by_name(), Person.id),
            url=address,
        ),
        Column(
            "unit",
            _l("Workplace"),
            lambda row: row.enrolment.unit and row.enrolment.unit.name_in(language()),
            sort=sort_column(OrgUnit, language()),
        ),
        Column(
            "present",
            _l("Minutes present"),
            lambda row: row.present,
            kind="number",
            sort=Outcome.minutes_present if closed else None,
            note=lambda row: _("of %(needed)s needed", needed=number(row.needed)),
        ),
        Column("needed", _l("Minutes needed"), lambda row: row.needed, kind="number", screen=False),
        Column("held", _l("Minutes held"), lambda row: row.held, kind="number", screen=False),
        Column("rate", _l("Rate"), lambda row: row.rate, kind="percent"),
        *_exam(run, closed),
        Column(
            "outcome",
            _lp("of a trainee", "Outcome"),
            lambda row: row.label,
            kind="badge",
            badge=lambda row: row.badge,
            sort=Outcome.state if closed else None,
        ),
        Column("why", _l("Reasoning"), why, kind="html"),
        Column("reasons", _l("Reasoning"), lambda row: " ".join(row.reasons), screen=False),
    ]


def _exam(run: CourseRun, closed: bool) -> list[Column]:
    if not run.has_exam:
        return []
    return [
        Column(
            "exam",
            _l("Exam"),
            lambda row: None if row.score is None else points(row.score),
            sort=Outcome.score if closed else None,
            export=lambda row: None if row.score is None else row.score / 100,
        )
    ]


def why(row: Result) -> Markup:
    """The reasoning, folded; it opens in place."""
    said = Markup("").join(Markup("<li>{}</li>").format(reason) for reason in row.reasons)
    return Markup(
        '<details class="why"><summary>{}<span class="vh"> <bdi>{}</bdi></span></summary><ul>{}</ul></details>'
    ).format(_("Why"), row.enrolment.person.full_name, said)


def _by_state() -> Filter:
    return Filter(
        "outcome",
        _lp("of a trainee", "Outcome"),
        [(state.value, STATES[state]) for state in OutcomeState],
        apply=lambda query, value: query.where(Outcome.state == value),
    )
