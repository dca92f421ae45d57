"""Recording what was done, in the transaction that does it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import inspect

from lms.audit.models import AuditEvent, AuditReason
from lms.audit.rules import ACTING_FOR, EXPORTED, REFUSED, identity, promise_of
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.tracing import current_trace


def record(
    action: str,
    *,
    actor: Actor | None,
    subject: Base,
    details: Mapping[str, Any] | None = None,
    reason: str | None = None,
    unit_id: int | None = None,
) -> AuditEvent:
    """Add an event for the subject; no actor means the system itself.

    Details hold ids, states and numbers: personal values stay where they can be erased.
    """
    if inspect(subject).identity is None:
        db.session.flush()
    subject_type, subject_id = identity(subject)
    event = AuditEvent(
        actor_user_id=(actor.id or None) if actor else None,
        actor_label=(actor.name or None) if actor and not actor.id else None,
        role=actor.role if actor else "system",
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        unit_id=unit_id,
        details={**(details or {}), **_for_whom(actor)},
        **_explained(reason),
        request_id=current_trace(),
    )
    db.session.add(event)
    return event


def refusal(endpoint: str, path: str, *, status: int, actor: Actor) -> AuditEvent:
    """An event for what was asked and not given; the caller adds it aside, since the request itself left nothing."""
    return AuditEvent(
        actor_user_id=actor.id or None,
        role=actor.role,
        action=REFUSED,
        subject_type=endpoint,
        subject_id=path[:60],
        details={"status": status, **_for_whom(actor)},
        request_id=current_trace(),
    )


def _explained(reason: str | None) -> dict[str, Any]:
    """The words apart, and in the event their hash."""
    if not reason:
        return {}
    salt = secrets.token_hex(16)
    return {
        "promise": promise_of(salt, reason),
        "words": AuditReason(salt=salt, words=reason),
    }


def _for_whom(actor: Actor | None) -> dict[str, int]:
    return {ACTING_FOR: actor.acting_for} if actor and actor.acting_for else {}


def export(
    name: str, filters: Sequence[str], *, form: str, rows: int, reason: str, actor: Actor
) -> AuditEvent:
    """An event for a list that leaves as a file; the caller adds it aside, since whoever reads leaves nothing."""
    return AuditEvent(
        actor_user_id=actor.id or None,
        role=actor.role,
        action=EXPORTED,
        subject_type="list",
        subject_id=name,
        details={"rows": rows, "format": form}
        | ({"filters": list(filters)} if filters else {})
        | _for_whom(actor),
        **_explained(reason),
        request_id=current_trace(),
    )
