"""Screens of courses, programmes and plans."""

from lms.planning.views import course_forms, courses, plan_forms, plans, programmes
from lms.planning.views.blueprint import bp

__all__ = ["bp", "course_forms", "courses", "plan_forms", "plans", "programmes"]
