"""What the public is told about a code: enough to trust a paper or not, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.payload import CertificatePayload
from lms.certificates.rules import Standing, fingerprint, initials, standing
from lms.platform import clock, throttle
from lms.platform.db import db
from lms.platform.throttle import Limit

MISSES = Limit("verify", 10, timedelta(minutes=1))


@dataclass(frozen=True)
class Check:
    """The public answer for a code that is known."""

    certificate: Certificate
    payload: CertificatePayload
    standing: Standing
    initials: tuple[str, ...]
    superseded_by: str | None
    revoked_on: date | None
    zone: str

    @property
    def is_erased(self) -> bool:
        """Whether the register no longer says to whom it was awarded."""
        return self.certificate.sealed_sha256 is not None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.certificate)


def check(code: str) -> Check | None:
    """What a code stands for; nothing where it stands for nothing, and the answer takes as long."""
    certificate = queries.by_code(code)
    return None if certificate is None else _answer(certificate)


def refuse_guessing(client: str) -> None:
    """Make a client wait that has guessed too often within the last minute.

    Raises:
        TooManyTries: saying for how long.
    """
    throttle.refuse(MISSES.of(client))


def note_miss(client: str) -> None:
    """Count a code that is not known."""
    db.session.rollback()
    throttle.note(MISSES.of(client))


def _answer(certificate: Certificate) -> Check:
    zone = certificate.issuing_body.unit.country.timezone
    payload = CertificatePayload.from_dict(certificate.payload)
    names = filter(None, (payload.name, payload.name_second))
    successor, revoked_at = certificate.replaced_by, certificate.revoked_at
    return Check(
        certificate=certificate,
        payload=payload,
        standing=standing(certificate, clock.today(zone)),
        initials=() if certificate.sealed_sha256 else tuple(initials(name) for name in names),
        superseded_by=successor.serial if successor else None,
        revoked_on=revoked_at.astimezone(ZoneInfo(zone)).date() if revoked_at else None,
        zone=zone,
    )
