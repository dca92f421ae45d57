"""Screens of nominations and rosters."""

from lms.enrolment.views import adding, deciding, nominate, nominations, roster, sheet
from lms.enrolment.views.blueprint import bp

__all__ = ["adding", "bp", "deciding", "nominate", "nominations", "roster", "sheet"]
