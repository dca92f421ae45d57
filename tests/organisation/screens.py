"""What the tests of screens of places read and do."""

from __future__ import annotations

from lms.accounts.roles import Role
from lms.organisation.models import OrgUnit
from lms.platform.db import db
from tests.support.client import Browser
from tests.support.factories import UserFactory

NAMES = {"name_en": "Saqqara", "name_ar": "سقارة", "name_fa": "", "name_ka": ""}


def signed_in(app, role: Role, unit: OrgUnit) -> Browser:
    return Browser(app).sign_in(UserFactory(role=role, unit=unit))


def unit(code: str) -> OrgUnit | None:
    return db.session.query(OrgUnit).filter_by(code=code).one_or_none()
