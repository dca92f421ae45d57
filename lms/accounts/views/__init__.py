"""Screens for signing in, for one's own preferences, and for managing accounts."""

from lms.accounts.views import preferences, sign_in
from lms.accounts.views.blueprint import bp

__all__ = ["bp", "preferences", "sign_in"]
