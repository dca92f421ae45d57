"""The way of a run from draft to its end, its postponement and its cancellation."""

from __future__ import annotations

from lms.audit.services import record
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling import events
from lms.scheduling.errors import Clashing, StateForbids
from lms.scheduling.models import CourseRun, RunState, SessionState
from lms.scheduling.queries import clashes
from lms.scheduling.rules import (
    CANCELLABLE,
    NOT_BEGUN,
    POSTPONABLE,
    STATES,
    active,
    held,
    state_today,
)
from lms.scheduling.services.locks import lock_bookable, lock_run
from lms.scheduling.services.runs import copy_rules


def open_run(run: CourseRun, *, by: Actor) -> None:
    """Take nominations from now on. The rules that hold today are those of this run for good (S10)."""
    lock_run(run)
    if run.state is RunState.OPEN:
        return
    if run.state is RunState.POSTPONED:
        _book_again(run)
    elif run.state in NOT_BEGUN:
        copy_rules(run)
    else:
        raise StateForbids(state=STATES[state_today(run)])
    _become(run, RunState.OPEN, "scheduling.open_run", by)
    events.run_opened.send(events.RunOpened(run.id))


def _book_again(run: CourseRun) -> None:
    """What a postponed run had given up may be taken by now."""
    for session in active(run.sessions):
        trainers = [assignment.person for assignment in session.assignments]
        lock_bookable(session.room, trainers)
        found = clashes(
            run,
            session.starts_at,
            session.ends_at,
            room=session.room,
            trainers=trainers,
            leaving_out=session.id,
        )
        if found:
            raise Clashing(found)


def confirm_run(run: CourseRun, *, by: Actor) -> None:
    """Let the roster stand: nominations are over."""
    lock_run(run)
    state = state_today(run)
    if state is RunState.CONFIRMED:
        return
    if state is not RunState.OPEN:
        raise StateForbids(state=STATES[state])
    _become(run, RunState.CONFIRMED, "scheduling.confirm_run", by)
    events.run_confirmed.send(events.RunConfirmed(run.id))


def postpone_run(run: CourseRun, reason: str, *, by: Actor) -> None:
    """Put a run off; its sessions keep neither rooms nor trainers until it opens again."""
    lock_run(run)
    state = state_today(run)
    if state is RunState.POSTPONED:
        return
    if state not in POSTPONABLE:
        raise StateForbids(state=STATES[state])
    run.reason = reason
    _become(run, RunState.POSTPONED, "scheduling.postpone_run", by, reason)
    events.run_postponed.send(events.RunPostponed(run.id))


def cancel_run(run: CourseRun, reason: str, *, by: Actor) -> None:
    """Call a run off before its end; the sessions to come go with it, those held stay on record."""
    lock_run(run)
    state = state_today(run)
    if state is RunState.CANCELLED:
        return
    if state not in CANCELLABLE:
        raise StateForbids(state=STATES[state])
    now = clock.now()
    for session in active(run.sessions):
        if not held(session, now):
            session.state, session.reason = SessionState.CANCELLED, reason
    run.reason = reason
    _become(run, RunState.CANCELLED, "scheduling.cancel_run", by, reason)
    events.run_cancelled.send(events.RunCancelled(run.id, reason))


def refresh_state(run: CourseRun) -> RunState:
    """Write down the state that the calendar has brought the run to."""
    state = state_today(run)
    if run.state is not state:
        run.state = state
        db.session.flush()
    return state


def _become(
    run: CourseRun, state: RunState, action: str, by: Actor, reason: str | None = None
) -> None:
    before = run.state
    run.state = state
    db.session.flush()
    record(
        action,
        actor=by,
        subject=run,
        unit_id=run.unit_id,
        reason=reason,
        details={"before": before.value, "after": state.value},
    )
