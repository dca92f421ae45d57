"""The slices that make up the application: their screens and their commands, listed once."""

from __future__ import annotations

from flask import Flask

from lms.accounts import views as accounts
from lms.assessment import views as assessment
from lms.attendance import views as attendance
from lms.certificates import views as certificates
from lms.demo import views as demo
from lms.enrolment import views as enrolment
from lms.figures import views as figures
from lms.home import views as home
from lms.jobs import views as jobs
from lms.organisation import views as organisation
from lms.outcomes import views as outcomes
from lms.people import views as people
from lms.planning import views as planning
from lms.scheduling import views as scheduling

SCREENS = (
    jobs,
    organisation,
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
    home,
    demo,
)


def register(app: Flask) -> None:
    """Register every slice's screens."""
    for slice_ in SCREENS:
        app.register_blueprint(slice_.bp)
