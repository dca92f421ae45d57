"""Looking into objections."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select

from lms.objections import policy
from lms.objections.models import Objection, ObjectionKind, ObjectionState
from lms.platform.access import Actor
from lms.platform.db import db


def about(kind: ObjectionKind, subject_ids: Collection[int]) -> dict[int, Objection]:
    """The objections to these records, by record; whose records they are the caller knows."""
    query = select(Objection).where(Objection.kind == kind, Objection.subject_id.in_(subject_ids))
    return {one.subject_id: one for one in db.session.scalars(query)}


def waiting(viewer: Actor) -> int:
    """How many wait for a decision at the viewer's places."""
    query = select(func.count(Objection.id)).where(
        Objection.state == ObjectionState.OPEN, policy.visible_to(viewer)
    )
    return db.session.scalar(query) or 0


def objections(viewer: Actor) -> Select[Objection]:
    """Those that are decided at the viewer's places."""
    return select(Objection).where(policy.visible_to(viewer))
