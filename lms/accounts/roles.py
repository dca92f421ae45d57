"""The roles, and the one table that says which rights each carries.

Permissions are declared by the slices; a test checks that every key here is declared and every declared one is here.
"""

from __future__ import annotations

from enum import StrEnum

from lms.platform.i18n import _l


class Role(StrEnum):
    SYSTEM_ADMINISTRATOR = "system_administrator"
    MINISTRY_ANALYST = "ministry_analyst"  # reads people in the subtree, ID masked, no contacts
    STATISTICS_READER = "statistics_reader"  # figures only
    AUDITOR = "auditor"  # what was done by whom, and figures
    COORDINATOR = "coordinator"
    CENTRE_ADMINISTRATOR = "centre_administrator"
    TRAINER = "trainer"
    TRAINEE = "trainee"


LABELS = {
    Role.SYSTEM_ADMINISTRATOR: _l("System administrator"),
    Role.MINISTRY_ANALYST: _l("Ministry analyst"),
    Role.STATISTICS_READER: _l("Statistics reader"),
    Role.AUDITOR: _l("Auditor"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.CENTRE_ADMINISTRATOR: _l("Centre administrator"),
    Role.TRAINER: _l("Trainer"),
    Role.TRAINEE: _l("Trainee"),
}

ADMIN, ANALYST, STATISTICS, AUDITOR, COORDINATOR, CENTRE, TRAINER, TRAINEE = Role

HOLDERS: dict[str, frozenset[Role]] = {
    # audit
    "audit.view": frozenset({ADMIN, AUDITOR}),
    # organisation
    "organisation.view": frozenset({ADMIN, ANALYST, STATISTICS, AUDITOR, COORDINATOR, CENTRE}),
    "organisation.manage": frozenset({ADMIN}),
    "organisation.manage_venues": frozenset({ADMIN, CENTRE}),
    # calendars
    "calendars.manage": frozenset({ADMIN}),
    # wording
    "wording.manage": frozenset({ADMIN}),
    # people
    "people.view": frozenset({ADMIN, ANALYST, COORDINATOR, CENTRE}),
    "people.view_contacts": frozenset({COORDINATOR, CENTRE}),
    "people.view_id": frozenset({COORDINATOR, CENTRE}),
    "people.manage": frozenset({COORDINATOR, CENTRE}),
    "people.export": frozenset({ANALYST, COORDINATOR, CENTRE, TRAINER}),
    "people.import": frozenset({COORDINATOR, CENTRE}),
    # accounts
    "accounts.manage": frozenset({ADMIN, CENTRE}),
    "accounts.look_outside": frozenset({ANALYST, COORDINATOR, CENTRE}),
    "accounts.view_looks": frozenset({ADMIN, AUDITOR, CENTRE}),
    # objections
    "objections.decide": frozenset({ANALYST, CENTRE}),
    # planning
    "planning.view": frozenset({ADMIN, ANALYST, STATISTICS, AUDITOR, COORDINATOR, CENTRE, TRAINER}),
    "planning.manage_courses": frozenset({ADMIN, CENTRE}),
    "planning.manage_plan": frozenset({ADMIN, ANALYST}),
    # scheduling
    "scheduling.view": frozenset({ADMIN, ANALYST, COORDINATOR, CENTRE}),
    "scheduling.view_open": frozenset({COORDINATOR}),  # of the country, to nominate for
    "scheduling.view_own": frozenset({TRAINER}),  # the runs one is a trainer of
    "scheduling.manage": frozenset({CENTRE}),
    # enrolment
    "enrolment.view": frozenset({ADMIN, ANALYST, COORDINATOR, CENTRE}),
    "enrolment.view_own": frozenset({TRAINER}),
    "enrolment.nominate": frozenset({COORDINATOR}),
    "enrolment.decide": frozenset({CENTRE}),
    "enrolment.message": frozenset({CENTRE}),
    # attendance
    "attendance.view": frozenset({ADMIN, ANALYST, CENTRE}),
    "attendance.view_own": frozenset({TRAINER}),
    "attendance.take": frozenset({CENTRE}),
    "attendance.take_own": frozenset({TRAINER}),
    "attendance.reopen": frozenset({CENTRE}),
    "attendance.object": frozenset({TRAINEE}),
    # assessment
    "assessment.view": frozenset({ADMIN, ANALYST, CENTRE}),
    "assessment.view_own": frozenset({TRAINER}),
    "assessment.mark": frozenset({CENTRE}),
    "assessment.mark_own": frozenset({TRAINER}),
    # outcomes
    "outcomes.view": frozenset({ADMIN, ANALYST, CENTRE}),
    "outcomes.view_own": frozenset({TRAINER}),
    "outcomes.close_run": frozenset({CENTRE}),
    # certificates
    "certificates.view": frozenset({ADMIN, ANALYST, COORDINATOR, CENTRE}),
    "certificates.issue": frozenset({CENTRE}),
    "certificates.revoke": frozenset({CENTRE}),
    "certificates.manage_bodies": frozenset({ADMIN}),
    "certificates.own_record": frozenset({TRAINEE}),
    # figures
    "figures.view": frozenset({ADMIN, ANALYST, STATISTICS, AUDITOR, COORDINATOR, CENTRE}),
    "figures.exact": frozenset({ADMIN, ANALYST, AUDITOR, COORDINATOR, CENTRE}),
    "figures.view_rows": frozenset({ADMIN, ANALYST, COORDINATOR, CENTRE}),
    # merging
    "merging.merge": frozenset({COORDINATOR, CENTRE}),
    # home
    "home.enter_erasure": frozenset({COORDINATOR, CENTRE}),
    "home.decide_erasure": frozenset({ADMIN}),
    # demo
    "demo.remove": frozenset({ADMIN}),
}

GRANTABLE: dict[Role, frozenset[Role]] = {
    ADMIN: frozenset(Role),
    CENTRE: frozenset({TRAINER, TRAINEE}),
}
"""Which roles are given and taken back by whom: at their own place, and in all that lies there."""


LENDABLE = frozenset(Role) - {Role.TRAINER, Role.TRAINEE}
"""What a colleague can stand in for. A trainer is replaced session by session, nobody in being taught."""

NOT_LENT = frozenset({"accounts.manage", "home.decide_erasure"})
"""Rights that stay with the lender: a lent role that gave roles could be made to last, and what is erased is gone."""

OUTSIDE = frozenset(
    {
        "organisation.view",
        "people.view",
        "planning.view",
        "scheduling.view",
        "enrolment.view",
        "attendance.view",
        "assessment.view",
        "outcomes.view",
        "certificates.view",
        "figures.view",
        "figures.exact",
        "figures.view_rows",
    }
)
"""The rights of a role that a look outside its scope opens there: reading, and nobody's contacts."""

WHILE_LOOKING = OUTSIDE | {"accounts.look_outside", "accounts.view_looks", "scheduling.view_open"}
"""The rights that are left meanwhile: the pages read in an unfamiliar scope offer nothing that changes anything."""


def grantable(role: str) -> frozenset[Role]:
    """The roles that whoever acts in this one gives and takes back."""
    return GRANTABLE.get(Role(role), frozenset()) if role in list(Role) else frozenset()


def holds(role: Role, permission_key: str) -> bool:
    """Whether the role carries the right."""
    return role in HOLDERS.get(permission_key, frozenset())
