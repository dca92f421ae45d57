"""Screens of nominations and rosters."""

from lms.enrolment.views.blueprint import bp

__all__ = ["bp"]
