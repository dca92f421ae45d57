"""Handing out to people what is kept about them, and erasing it."""

from lms.home.services.erasing import ask, erase, may_decide, refuse
from lms.home.services.handing_out import hand_out

__all__ = ["ask", "erase", "hand_out", "may_decide", "refuse"]
