"""The slices that make up the application: their screens and their commands, listed once."""

from __future__ import annotations

from click import Command
from flask import Flask

from lms.accounts import actions as accounts_actions
from lms.accounts import cli as accounts_cli
from lms.accounts import jobs as accounts_jobs
from lms.accounts import views as accounts
from lms.assessment import actions as assessment_actions
from lms.assessment import views as assessment
from lms.attendance import actions as attendance_actions
from lms.attendance import views as attendance
from lms.audit import actions as audit_actions
from lms.audit import cli as audit_cli
from lms.audit import subscriptions as audit_subscriptions
from lms.calendars import actions as calendars_actions
from lms.calendars import cli as calendars_loading_cli
from lms.calendars import subscriptions as calendars_subscriptions
from lms.calendars import views as calendars
from lms.certificates import actions as certificates_actions
from lms.certificates import cli as certificates_cli
from lms.certificates import views as certificates
from lms.demo import bench as bench_search
from lms.demo import cli as demo_cli
from lms.demo import views as demo
from lms.enrolment import actions as enrolment_actions
from lms.enrolment import subscriptions as enrolment_subscriptions
from lms.enrolment import views as enrolment
from lms.figures import cli as figures_cli
from lms.figures import subscriptions as figures_subscriptions
from lms.figures import views as figures
from lms.home import access_cli, check_cli, serve_cli
from lms.home import actions as home_actions
from lms.home import subscriptions as home_subscriptions
from lms.home import views as home
from lms.home.bench import importing as bench_importing
from lms.home.bench import pages as bench_pages
from lms.home.bench import throttling as bench_throttling
from lms.home.bench import timing as bench_timing
from lms.jobs import cli as jobs_cli
from lms.jobs import subscriptions as jobs_subscriptions
from lms.jobs import views as jobs
from lms.merging import actions as merging_actions
from lms.merging import views as merging
from lms.notifications import cli as mail_cli
from lms.notifications import jobs as notifications_jobs
from lms.objections import actions as objections_actions
from lms.organisation import actions as organisation_actions
from lms.organisation import cli as organisation_cli
from lms.organisation import views as organisation
from lms.outcomes import actions as outcomes_actions
from lms.outcomes import subscriptions as outcomes_subscriptions
from lms.outcomes import views as outcomes
from lms.people import actions as people_actions
from lms.people import cli as people_cli
from lms.people import jobs as people_jobs
from lms.people import views as people
from lms.planning import actions as planning_actions
from lms.planning import views as planning
from lms.platform import bench
from lms.platform.i18n.calendars import cli as calendars_cli
from lms.scheduling import actions as scheduling_actions
from lms.scheduling import subscriptions as scheduling_subscriptions
from lms.scheduling import views as scheduling
from lms.wording import actions as wording_actions
from lms.wording import cli as wording_cli
from lms.wording import subscriptions as wording_subscriptions
from lms.wording import views as wording

SCREENS = (
    jobs,
    organisation,
    calendars,
    wording,
    people,
    accounts,
    planning,
    scheduling,
    enrolment,
    attendance,
    assessment,
    outcomes,
    certificates,
    figures,
    merging,
    home,
    demo,
)

SUBSCRIPTIONS = (
    jobs_subscriptions,
    calendars_subscriptions,
    wording_subscriptions,
    notifications_jobs,
    people_jobs,
    accounts_jobs,
    audit_subscriptions,
    scheduling_subscriptions,
    enrolment_subscriptions,
    outcomes_subscriptions,
    figures_subscriptions,
    home_subscriptions,
)
"""Importing them is what connects them."""

RECORDS = (
    organisation_actions,
    calendars_actions,
    wording_actions,
    people_actions,
    accounts_actions,
    objections_actions,
    planning_actions,
    scheduling_actions,
    enrolment_actions,
    attendance_actions,
    assessment_actions,
    outcomes_actions,
    certificates_actions,
    merging_actions,
    audit_actions,
    home_actions,
)
"""What the slices record, in words; importing them is what declares it."""

LOADS = (calendars_loading_cli,)
"""Importing it adds its command to `lms calendar`."""

BENCHES = (bench_importing, bench_pages, bench_search, bench_throttling, bench_timing)
"""Importing them adds their commands to `lms bench`."""

COMMANDS: tuple[Command, ...] = (
    serve_cli.serve,
    serve_cli.database,
    jobs_cli.worker,
    mail_cli.cli,
    mail_cli.texts,
    organisation_cli.cli,
    people_cli.cli,
    people_cli.people,
    accounts_cli.cli,
    certificates_cli.cli,
    figures_cli.cli,
    check_cli.check,
    audit_cli.cli,
    access_cli.cli,
    calendars_cli.cli,
    wording_cli.cli,
    bench.cli,
    demo_cli.cli,
)


def register(app: Flask) -> None:
    """Register every slice's screens and commands."""
    for slice_ in SCREENS:
        app.register_blueprint(slice_.bp)
    for command in COMMANDS:
        app.cli.add_command(command)
