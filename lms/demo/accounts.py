"""One account for each role, to look at the register as each of its users does."""

from __future__ import annotations

from dataclasses import dataclass

from lms.accounts import services
from lms.accounts.roles import Role
from lms.demo.egypt import Egypt
from lms.demo.georgia import Georgia
from lms.demo.others import Others
from lms.organisation.models import OrgUnit
from lms.people.models import Person
from lms.platform.i18n import Preferences

PASSWORD = "daftar-demo"  # noqa: S105 - known to everybody, for data that is nobody's
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Account:
    """An account as it is printed for whoever tries the register."""

    email: str
    role: Role
    place: OrgUnit


def build(egypt: Egypt, georgia: Georgia, others: Others) -> list[Account]:
    """Make the accounts; the first of each role is the one that is printed."""
    en = Preferences(language="en")
    arabic = Preferences(language="ar", second_calendar="hijri")
    georgian, persian = Preferences(language="ka"), Preferences(language="fa")
    return [
        _account("admin", "Salma Adel", Role.SYSTEM_ADMINISTRATOR, egypt.root, en),
        _account("analyst", "Hala Ibrahim", Role.MINISTRY_ANALYST, egypt.ministry, en),
        _account("figures", "Karim Fouad", Role.STATISTICS_READER, egypt.ministry, en),
        _account("auditor", "Nadia Shaker", Role.AUDITOR, egypt.ministry, en),
        _account("coordinator", "هبة صلاح", Role.COORDINATOR, egypt.qena, arabic),
        _account("centre", "حنان محسن", Role.CENTRE_ADMINISTRATOR, egypt.saqqara, arabic),
        _account("trainer", None, Role.TRAINER, egypt.saqqara, arabic, egypt.trainer),
        _account("trainee", None, Role.TRAINEE, egypt.saqqara, arabic, egypt.trainee),
        _account("tbilisi", "ნინო", Role.CENTRE_ADMINISTRATOR, georgia.centre, georgian),
        _account("tbilisi2", "ქეთევან", Role.CENTRE_ADMINISTRATOR, georgia.centre, georgian),
        _account("khobi", "გიორგი", Role.COORDINATOR, georgia.khobi, georgian),
        _account("georgia", "თამარ", Role.MINISTRY_ANALYST, georgia.root, georgian),
        _account("khanyounis", "سامي", Role.CENTRE_ADMINISTRATOR, others.khan_younis, arabic),
        _account("lorestan", "مریم", Role.MINISTRY_ANALYST, others.lorestan, persian),
    ]


def _account(
    name: str,
    display_name: str | None,
    role: Role,
    place: OrgUnit,
    preferences: Preferences,
    person: Person | None = None,
) -> Account:
    user = services.create_account(
        email=f"{name}@{DOMAIN}",
        display_name=display_name or (person.full_name if person else name),
        password=PASSWORD,
        preferences=preferences,
        person=person,
        is_demo=True,
    )
    services.grant_role(user, role, place)
    return Account(user.email, role, place)
