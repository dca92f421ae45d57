"""What each role finds in the navigation, and the tabs of a course run. Screens are named by their endpoints."""

from __future__ import annotations

from dataclasses import dataclass

from lms.accounts.roles import Role
from lms.platform.i18n import _l, _lp


@dataclass(frozen=True)
class Entry:
    """A word, its icon, and the screen it leads to; `also` are blueprints whose screens it stands for too.

    `screens` are how the endpoints begin that it stands for, where it shares its blueprint with another entry.
    """

    label: str
    icon: str
    endpoint: str
    also: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()


OVERVIEW = Entry(
    _l("Overview"), "layout-dashboard", "figures.overview", screens=("figures.overview",)
)
PLAN = Entry(_l("Training plan"), "target", "planning.plans", screens=("planning.plan",))
COURSES = Entry(
    _l("Courses"),
    "book",
    "planning.courses",
    screens=("planning.course", "planning.programme"),
)
OF_A_RUN = ("attendance", "assessment", "outcomes", "enrolment")
RUN_SCREENS = ("scheduling.", "attendance.", "assessment.", "outcomes.", "enrolment.roster")
RUNS = Entry(_l("Course runs"), "school", "scheduling.runs", OF_A_RUN, RUN_SCREENS)
PEOPLE = Entry(
    _l("People"),
    "users",
    "people.people",
    also=("home", "merging"),
    screens=("people.", "merging.", "home.erasure", "home.enter_erasure", "home.person_data"),
)
REPORTS = Entry(_l("Reports"), "report", "figures.trained")
PLACES = Entry(_l("Places"), "map-pin", "organisation.units")
TODAY = Entry(_lp("navigation", "Today"), "home", "home.today")
CALENDAR = Entry(
    _lp("navigation", "Calendar"),
    "calendar",
    "scheduling.calendar",
    screens=("scheduling.calendar",),
)
NOMINATIONS = Entry(
    _l("Nominations"),
    "clipboard-list",
    "enrolment.nominations",
    screens=("enrolment.nomination", "enrolment.confirm", "enrolment.refuse", "enrolment.withdraw"),
)
NOMINATE = Entry(
    _lp("navigation", "Nominate"),
    "user-plus",
    "enrolment.nominate",
    screens=("enrolment.nominate", "enrolment.send"),
)
MY_STAFF = Entry(_l("My staff"), "users", "figures.my_staff", screens=("figures.my_staff",))
CERTIFICATES = Entry(_l("Certificates"), "certificate", "certificates.certificates")
MY_RECORD = Entry(_l("My record"), "user", "certificates.my_record")
MY_CERTIFICATES = Entry(_l("Certificates"), "certificate", "certificates.my_certificates")
MY_RUNS = Entry(_l("My course runs"), "school", "scheduling.runs", OF_A_RUN, RUN_SCREENS)
ACCOUNTS = Entry(_l("Accounts and roles"), "key", "accounts.users")
BODIES = Entry(_l("Certificate designs"), "certificate", "certificates.bodies")
AUDIT = Entry(_l("Audit log"), "history", "home.audit_log", screens=("home.audit",))
VERIFY = Entry(_l("Verify a certificate"), "shield-check", "certificates.verify")

NAVIGATION: dict[str, tuple[Entry, ...]] = {
    Role.MINISTRY_ANALYST: (OVERVIEW, PLAN, COURSES, RUNS, PEOPLE, CERTIFICATES, REPORTS),
    Role.STATISTICS_READER: (OVERVIEW, PLAN, COURSES, REPORTS),
    Role.AUDITOR: (AUDIT, OVERVIEW, PLAN, COURSES, REPORTS),
    Role.CENTRE_ADMINISTRATOR: (TODAY, CALENDAR, RUNS, NOMINATIONS, PEOPLE, CERTIFICATES, REPORTS),
    Role.TRAINER: (TODAY, MY_RUNS),
    Role.COORDINATOR: (OVERVIEW, NOMINATE, NOMINATIONS, MY_STAFF, PEOPLE, COURSES, CERTIFICATES),
    Role.TRAINEE: (MY_RECORD, MY_CERTIFICATES),
    Role.SYSTEM_ADMINISTRATOR: (PLACES, ACCOUNTS, COURSES, PLAN, BODIES, PEOPLE, REPORTS),
    "public": (VERIFY,),
}
"""At most seven a role; the first is where the role lands."""


@dataclass(frozen=True)
class Tab:
    """A tab of a course run, open to whoever holds one of these rights."""

    label: str
    endpoint: str
    permissions: tuple[str, ...]


RUN_TABS = (
    Tab(_l("Schedule"), "scheduling.run", ("scheduling.view", "scheduling.view_own")),
    Tab(_l("Roster"), "enrolment.roster", ("enrolment.view", "enrolment.view_own")),
    Tab(_l("Attendance"), "attendance.run_attendance", ("attendance.view", "attendance.view_own")),
    Tab(_l("Marks"), "assessment.marks", ("assessment.view", "assessment.view_own")),
    Tab(_l("Results"), "outcomes.results", ("outcomes.view", "outcomes.view_own")),
    Tab(_l("Certificates"), "certificates.run_certificates", ("outcomes.view",)),
)
