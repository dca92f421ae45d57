"""What holds in a whole country."""

from __future__ import annotations

from sqlalchemy import select

from lms.audit.services import record
from lms.organisation.models import Country, OrgUnit
from lms.platform.access import Actor
from lms.platform.db import db


def set_lock_days(code: str, days: int, *, by: Actor | None = None) -> bool:
    """Let sign-in sheets lock so many days after the session; False where there is no such country."""
    country = db.session.get(Country, code)
    root = db.session.scalar(select(OrgUnit).filter_by(country_code=code, parent_id=None))
    if country is None or root is None:
        return False
    before, country.attendance_lock_days = country.attendance_lock_days, days
    details = {
        "before": {"attendance_lock_days": before},
        "after": {"attendance_lock_days": days},
    }
    record("organisation.set_lock_days", actor=by, subject=root, unit_id=root.id, details=details)
    return True
