"""Handing out to people what is kept about them."""

from lms.home.services.handing_out import hand_out

__all__ = ["hand_out"]
