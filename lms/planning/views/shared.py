"""What the screens of this slice share: choices, addresses of other slices, forms that grew stale."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, url_for
from sqlalchemy import Select, or_, select

from lms.organisation.models import OrgUnit, UnitKind
from lms.platform.access import PERMISSIONS, Permission, current_actor
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.forms import Form, HiddenField, is_stale
from lms.platform.i18n import _, language
from lms.platform.localised import LocalisedName, sort_column

KEEPERS = frozenset({UnitKind.MINISTRY, UnitKind.AGENCY, UnitKind.TRAINING_CENTRE})
"""The kinds of unit that keep courses and make plans, besides the one at the head of a scope."""


def keepers(permission: Permission) -> list[OrgUnit]:
    """The units at which the reader may keep things of this kind."""
    scope = current_actor().units_where(permission)
    query = (
        select(OrgUnit)
        .where(
            OrgUnit.id.in_(scope),
            or_(
                OrgUnit.kind.in_(KEEPERS),
                OrgUnit.parent_id.is_(None),
                OrgUnit.parent_id.not_in(scope),
            ),
        )
        .order_by(sort_column(OrgUnit, language()), OrgUnit.id)
    )
    return list(db.session.scalars(query))


def named(rows: Iterable[LocalisedName]) -> list[tuple[int, str]]:
    """Choices by the names of things."""
    return [(getattr(row, "id"), row.name_in(language())) for row in rows]  # noqa: B009  # a mixin without id


def pairs(query: Select[int, str]) -> list[tuple[int, str]]:
    """Choices that the database worked out: ids and names."""
    return [(row[0], row[1]) for row in db.session.execute(query)]


def url_where_allowed(
    endpoint: str, permission: str, *, at_unit: int | None = None, **values: str | int
) -> str:
    """The address of another slice's screen; empty without the screen or the right to it, at the unit if it has one."""
    known, actor = PERMISSIONS.get(permission), current_actor()
    if known is None or not actor.has(known):
        return ""
    if at_unit is not None and not actor.may(known, at_unit=at_unit):
        return ""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, **values)  # type: ignore[arg-type]  # its other options are not among these


def is_overtaken(form: Form, field: HiddenField, now: str) -> bool:
    """Whether what the form was filled from has changed; says so, and asked again it will do."""
    if not is_stale(field, now):
        return False
    form.add_error(
        None,
        _(
            "Somebody changed this meanwhile; its page shows what it is now."
            " What you typed is still here; save again to put it in place of that."
        ),
    )
    return True


def put_refusal(form: Form, refusal: DomainError, fields: dict[str, str]) -> None:
    """Put a refusal at its field; `fields` says where the form calls it otherwise."""
    field = fields.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form else None, refusal.text)
