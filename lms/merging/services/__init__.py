"""Merging two records of one person, and parting them again."""

from lms.merging.services.merging import merge
from lms.merging.services.parting import since, undo

__all__ = ["merge", "since", "undo"]
