"""Old addresses: what named a record that was merged leads to the one it went into."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lms.merging.views.blueprint import bp
from lms.people.models import Person
from lms.people.policy import can_view
from lms.platform.access import current_actor
from lms.platform.db import SAFE_METHODS, db


@bp.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """Go to the same screen of the kept record; whoever may not see that one is told of neither."""
    named = request.view_args or {}
    if "person_id" not in named or request.method not in SAFE_METHODS or request.endpoint is None:
        return None
    query = select(Person.merged_into_id).where(Person.id == named["person_id"])
    kept_id = db.session.scalar(query)
    if kept_id is None or not can_view(current_actor(), db.session.get_one(Person, kept_id)):
        return None
    address = url_for(request.endpoint, **{**named, "person_id": kept_id})
    asked = request.query_string.decode()
    return redirect(f"{address}?{asked}" if asked else address)
