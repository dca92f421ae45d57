"""Setting up who issues certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.certificates.errors import CodeInUse, CodeTaken, UnitHasBody
from lms.certificates.models import Certificate, IssuingBody
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor
from lms.platform.db import db


@dataclass(frozen=True)
class BodyData:
    """An issuing body as it is typed; names and posts by language."""

    code: str
    names: dict[str, str | None]
    calendar: str
    second_calendar: str | None
    design: str
    signatories: list[dict[str, Any]]
    asks_approval: bool = False


def create_body(unit: OrgUnit, data: BodyData, by: Actor) -> IssuingBody:
    """Let a unit issue certificates.

    Raises:
        CodeTaken, UnitHasBody: there is one already.
    """
    if db.session.scalar(select(exists().where(IssuingBody.unit_id == unit.id))):
        raise UnitHasBody
    body = IssuingBody(unit=unit)
    _fill(body, data)
    db.session.add(body)
    record("certificates.create_body", actor=by, subject=body, unit_id=unit.id)
    return body


def update_body(body: IssuingBody, data: BodyData, by: Actor) -> None:
    """Change how a body issues from now on; what it has issued stays as it is (S15).

    Raises:
        CodeTaken: another body has the code.
        CodeInUse: serials carry the old one.
    """
    issued = select(exists().where(Certificate.issuing_body_id == body.id))
    if data.code != body.code and db.session.scalar(issued):
        raise CodeInUse
    before = body.asks_approval
    _fill(body, data)
    record(
        "certificates.update_body",
        actor=by,
        subject=body,
        details=difference({"asks_approval": before}, {"asks_approval": body.asks_approval}),
        unit_id=body.unit_id,
    )


def _fill(body: IssuingBody, data: BodyData) -> None:
    same_code = select(IssuingBody.id).where(IssuingBody.code == data.code)
    with db.session.no_autoflush:
        if db.session.scalar(same_code) not in (None, body.id):
            raise CodeTaken
    body.code = data.code
    for language, name in data.names.items():
        setattr(body, f"name_{language}", name)
    body.calendar = data.calendar
    body.second_calendar = data.second_calendar
    body.design = data.design
    body.signatories = data.signatories
    body.asks_approval = data.asks_approval
