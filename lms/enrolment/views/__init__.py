"""Screens of nominations and rosters."""

from lms.enrolment.views import adding, deciding, messages, nominate, nominations, roster, sheet
from lms.enrolment.views.blueprint import bp

__all__ = ["adding", "bp", "deciding", "messages", "nominate", "nominations", "roster", "sheet"]
