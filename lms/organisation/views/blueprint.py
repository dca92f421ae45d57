"""The blueprint that the screens of places hang from, and how they fetch a place."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from lms.organisation import queries
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor, authorize, current_actor, one_or_404

bp = Blueprint("organisation", __name__)


def fetch(code: str, allowed: Callable[[Actor, OrgUnit], bool]) -> OrgUnit:
    """The place with this code: not found outside the reader's scope, refused inside it without the right."""
    unit = one_or_404(queries.unit_by_code(code, viewer=current_actor()))
    authorize(allowed(current_actor(), unit))
    return unit
