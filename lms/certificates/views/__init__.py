"""Screens of this slice."""

from lms.certificates.views import bodies, certificates, records, run, verify
from lms.certificates.views.blueprint import bp

__all__ = ["bodies", "bp", "certificates", "records", "run", "verify"]
