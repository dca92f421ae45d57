"""Who issues certificates, and for whom."""

from __future__ import annotations

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload

from lms.certificates import policy
from lms.certificates.models import Certificate, IssuingBody, SerialCounter
from lms.organisation.models import OrgUnit, UnitAncestor, UnitKind
from lms.platform.access import Actor, is_among
from lms.platform.db import db
from lms.platform.i18n import language
from lms.platform.localised import shown_column, sort_column
from lms.platform.remembered import rows
from lms.platform.statements import kept


def bodies(viewer: Actor) -> Select[IssuingBody]:
    """The bodies in the viewer's scope, by code."""
    return (
        select(IssuingBody)
        .options(joinedload(IssuingBody.unit))
        .where(IssuingBody.unit_id.in_(policy.body_visible_to(viewer)))
        .order_by(IssuingBody.code)
    )


def body(body_id: int, viewer: Actor) -> Select[IssuingBody]:
    return bodies(viewer).where(IssuingBody.id == body_id)


def body_for(unit_id: int) -> IssuingBody | None:
    """The body that issues for a centre: its own, or that of the nearest unit above it."""
    query = (
        select(IssuingBody)
        .join(UnitAncestor, UnitAncestor.ancestor_id == IssuingBody.unit_id)
        .options(
            joinedload(IssuingBody.unit).joinedload(OrgUnit.country),
            joinedload(IssuingBody.unit).joinedload(OrgUnit.parent),
        )
        .where(UnitAncestor.unit_id == unit_id)
        .order_by(UnitAncestor.depth)
        .limit(1)
    )
    return db.session.scalar(query)


ISSUING_KINDS = (
    UnitKind.MINISTRY,
    UnitKind.AGENCY,
    UnitKind.GOVERNORATE,
    UnitKind.REGION,
    UnitKind.PROVINCE,
    UnitKind.MUNICIPALITY,
    UnitKind.MUNICIPAL_EXECUTIVE,
    UnitKind.TRAINING_CENTRE,
)


def body_units(viewer: Actor, language: str) -> Select[OrgUnit]:
    """The units that could issue: institutions in scope that do not yet."""
    taken = select(IssuingBody.unit_id)
    return (
        select(OrgUnit)
        .where(
            OrgUnit.id.in_(policy.body_visible_to(viewer)),
            OrgUnit.id.not_in(taken),
            OrgUnit.closed_on.is_(None),
            OrgUnit.kind.in_(ISSUING_KINDS),
        )
        .order_by(sort_column(OrgUnit, language), OrgUnit.id)
    )


def seen_bodies(viewer: Actor) -> list[tuple[int, str]]:
    """The ids and names of the bodies whose certificates the viewer may read, by code."""
    query = kept("bodies seen", lambda: _seen_bodies(viewer), viewer=viewer)
    return [(body_id, name) for body_id, name in rows(query)]


def _seen_bodies(viewer: Actor) -> Select[int, str]:
    issued = select(Certificate.issuing_body_id).where(policy.visible_to(viewer))
    return (
        select(IssuingBody.id, shown_column(IssuingBody, language()))
        .where(is_among(IssuingBody.id, issued, row_by_row=viewer.is_at_top))
        .order_by(IssuingBody.code)
    )


def seen_years(viewer: Actor) -> list[int]:
    """The years of the serials that the viewer may read, the latest first."""
    query = kept("years seen", lambda: _seen_years(viewer), viewer=viewer)
    return [year for (year,) in rows(query)]


def _seen_years(viewer: Actor) -> Select[int]:
    if not viewer.is_at_top:
        query = select(Certificate.year).where(policy.visible_to(viewer)).distinct()
        return query.order_by(Certificate.year.desc())
    # Whoever sees nearly all of them finds one of each year at once.
    issued = exists().where(
        Certificate.issuing_body_id == SerialCounter.issuing_body_id,
        Certificate.year == SerialCounter.year,
        policy.visible_to(viewer),
    )
    return select(SerialCounter.year).where(issued).distinct().order_by(SerialCounter.year.desc())
