"""Screens for whoever words the product otherwise."""

from lms.wording.views import messages, screens
from lms.wording.views.blueprint import bp

__all__ = ["bp", "messages", "screens"]
