"""How long the rows of each table are kept: every table has a class, and what is short-lived is cleared away daily.

The periods stand here, in one place. What national law asks for longer or shorter is changed here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import AccountLink, PendingSignIn, SignIn, UsedChallenge
from lms.enrolment.models import RunMessage
from lms.home.services.sweeping import sweep
from lms.jobs.models import OPEN, Job
from lms.notifications import services as notifications
from lms.people.models import ImportState, RosterImport, RosterRow
from lms.people.services import rosters
from lms.platform import clock, storage
from lms.platform.db import Base, db, transaction
from lms.platform.throttle import KEPT, CountedTry


class Retention(StrEnum):
    ARCHIVE = "legal archive"  # proof of what was done and attained: kept for good
    OPERATIONAL = (
        "operational"  # kept while it is in use; erased with the person or account it is about
    )
    SHORT = "short"  # cleared away by itself after the period below


ARCHIVE = (
    "attendance_entry",
    "audit_event",
    "audit_link",
    "audit_reason",
    "certificate",
    "clash_override",
    "completion",
    "enrolment",
    "erasure_request",
    "person_merge",
    "headcount",
    "hours_waiver",
    "issue_list",
    "issuing_body",
    "late_change",
    "nomination",
    "objection",
    "outcome",
    "prerequisite_waiver",
    "reopening",
    "score_entry",
    "serial_counter",
    "stated_figure",
    "trainer_assignment",
    "unit_ancestry",
    "unit_name",
    "unit_setting",
)
OPERATIONAL = (
    "affiliation",
    "assessment",
    "authenticator",
    "country",
    "course",
    "course_prerequisite",
    "course_run",
    "external_identity",
    "hijri_month",
    "name_word",
    "org_unit",
    "outside_look",
    "own_wording",
    "person",
    "person_pair",
    "person_token",
    "plan_item",
    "programme",
    "public_holiday",
    "recovery_code",
    "role_grant",
    "room",
    "roster_import",
    "topic",
    "track",
    "trained_count",
    "trained_person",
    "trainer",
    "training_plan",
    "training_session",
    "unit_ancestor",
    "user_account",
    "venue",
)


class Short(NamedTuple):
    """How long rows of a table are kept, counted from what, and which of them go then."""

    period: timedelta
    since: str
    model: type[Base]
    is_old: Callable[[datetime], ColumnElement[bool]]


def _sign_ins(before: datetime) -> ColumnElement[bool]:
    """Not the newest of an account: when it was last used is told by it."""
    newer = aliased(SignIn)
    followed = exists().where(newer.user_id == SignIn.user_id, newer.id > SignIn.id)
    return (func.coalesce(SignIn.ended_at, SignIn.last_seen_at) < before) & followed


def _rows(before: datetime) -> ColumnElement[bool]:
    settled = select(RosterImport.id).where(RosterImport.finished_at < before)
    return RosterRow.roster_import_id.in_(settled)


SHORT: dict[str, Short] = {
    "counted_try": Short(KEPT, "the try", CountedTry, lambda at: CountedTry.at < at),
    "pending_sign_in": Short(
        timedelta(days=1), "the password", PendingSignIn, lambda at: PendingSignIn.created_at < at
    ),
    "used_challenge": Short(
        timedelta(days=1), "its use", UsedChallenge, lambda at: UsedChallenge.at < at
    ),
    "sign_in": Short(timedelta(days=180), "its end, or its last use", SignIn, _sign_ins),
    "account_link": Short(
        timedelta(days=90), "its expiry", AccountLink, lambda at: AccountLink.expires_at < at
    ),
    "job": Short(
        timedelta(days=90),
        "its end",
        Job,
        lambda at: (Job.finished_at < at) & Job.state.not_in(OPEN),
    ),
    "run_message": Short(
        timedelta(days=365),
        "its sending",
        RunMessage,
        lambda at: RunMessage.written_at < at,
    ),
    "roster_row": Short(timedelta(days=180), "the loading", RosterRow, _rows),
}

ABANDONED = timedelta(days=30)
"""A staff list that was sent, and neither loaded nor discarded."""

OF_ITS_OWN = {"outgoing_message": "after the period in `notifications`, once sent or given up"}
"""Short-lived tables that are cleared by the slice they belong to, as a part of its work."""


def class_of(table: str) -> Retention:
    """The class of a table; a table without one is a fault of the program."""
    if table in SHORT or table in OF_ITS_OWN:
        return Retention.SHORT
    if table in ARCHIVE:
        return Retention.ARCHIVE
    if table in OPERATIONAL:
        return Retention.OPERATIONAL
    raise LookupError(f"{table} has no class of retention")


def clear_away() -> dict[str, int]:
    """Delete what is older than its period; safe to run at any time, and by several at once. Returns the counts."""
    now, gone = clock.now(), {}
    for name, rule in SHORT.items():
        with transaction():
            old: Any = rule.is_old(now - rule.period)
            statement = delete(rule.model).where(old)
            done: Any = db.session.execute(
                statement, execution_options={"synchronize_session": False}
            )
            gone[name] = int(done.rowcount)
    with transaction():
        notifications.tidy()
    gone["roster_import"] = _discard_abandoned(now - ABANDONED)
    gone["files that nothing names"] = sweep()
    return gone


def _discard_abandoned(before: datetime) -> int:
    """Files with names and numbers that nobody came back to."""
    waiting = select(RosterImport.id).where(
        RosterImport.state == ImportState.PREVIEW, RosterImport.created_at < before
    )
    found = list(db.session.scalars(waiting))
    db.session.rollback()
    for roster_id in found:
        with transaction():
            stored = rosters.discard(db.session.get_one(RosterImport, roster_id), None)
        if stored:
            storage.remove(stored)
    return len(found)
