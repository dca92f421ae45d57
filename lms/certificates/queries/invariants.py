"""What must never be found; the monitor asks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from lms.certificates.models import Certificate, SerialCounter
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.outcomes.models import Outcome, OutcomeState
from lms.platform.i18n import _l

Invariant = tuple[str, Select[*tuple[Any, ...]]]


def invariants() -> list[Invariant]:
    """Each rule in words, with a query that returns no rows while it holds."""
    numbers = (
        select(
            Certificate.issuing_body_id,
            Certificate.year,
            func.count().label("count"),
            func.min(Certificate.number).label("first"),
            func.max(Certificate.number).label("last"),
        )
        .group_by(Certificate.issuing_body_id, Certificate.year)
        .subquery()
    )
    without_outcome = (
        select(Certificate.serial)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .outerjoin(Outcome, Outcome.enrolment_id == Certificate.enrolment_id)
        .where(
            # A person who had two records may have two certificates of one run, and one outcome.
            Enrolment.state != EnrolmentState.MERGED,
            or_(Outcome.enrolment_id.is_(None), Outcome.state != OutcomeState.PASSED),
        )
    )
    with_gaps = select(numbers.c.issuing_body_id, numbers.c.year).where(
        or_(numbers.c.first != 1, numbers.c.last != numbers.c.count)
    )
    off_counter = (
        select(SerialCounter.issuing_body_id, SerialCounter.year)
        .outerjoin(
            numbers,
            and_(
                numbers.c.issuing_body_id == SerialCounter.issuing_body_id,
                numbers.c.year == SerialCounter.year,
            ),
        )
        .where(func.coalesce(numbers.c.last, 0) != SerialCounter.last)
    )
    return [
        (_l("No certificate without a passed outcome"), without_outcome),
        (_l("Serials of each body and year run from 1 without a gap"), with_gaps),
        (_l("Each serial counter stands at the last number given"), off_counter),
    ]
