"""What an event may say, and how events hang together."""

from lms.audit.rules.chain import BEGINNING, Fault, Head, Link, digest, faults
from lms.audit.rules.records import difference, identity

__all__ = ["BEGINNING", "Fault", "Head", "Link", "difference", "digest", "faults", "identity"]
