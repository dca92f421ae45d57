"""Revoking, restoring and correcting. Identifiers are never used again and never lost."""

from __future__ import annotations

from dataclasses import dataclass

from lms.audit.services import record
from lms.certificates.errors import AlreadySuperseded, HolderErased, IsRevoked, NothingCorrected
from lms.certificates.models import Certificate, CertificateState
from lms.certificates.payload import CertificatePayload
from lms.certificates.rules import serial_text, serial_year
from lms.certificates.services.files import request_files
from lms.certificates.services.payloads import Identity
from lms.certificates.services.serials import take_numbers
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.ids import public_code
from lms.platform.pdf.glyphs import require_glyphs


@dataclass(frozen=True)
class Corrections:
    """What a new certificate says otherwise than the old one, and why."""

    name: str
    name_second: str | None
    reason: str


def revoke(certificate: Certificate, reason: str, by: Actor) -> None:
    """Take a certificate back; its code goes on to answer, and says so. Twice is the same as once.

    Raises:
        AlreadySuperseded: the newer certificate is the one to revoke.
    """
    _lock(certificate)
    _require_current(certificate)
    if certificate.state is CertificateState.REVOKED:
        return
    certificate.state = CertificateState.REVOKED
    certificate.revoked_at = clock.now()
    certificate.revoked_reason = reason
    certificate.revoked_by_id = by.id or None
    _record("certificates.revoke", certificate, by, reason)


def restore(certificate: Certificate, reason: str, by: Actor) -> None:
    """Make a revoked certificate valid again, under its own serial. Twice is the same as once."""
    _lock(certificate)
    _require_current(certificate)
    if certificate.state is CertificateState.VALID:
        return
    certificate.state = CertificateState.VALID
    certificate.revoked_at = None
    certificate.revoked_reason = None
    certificate.revoked_by_id = None
    _record("certificates.restore", certificate, by, reason)


def supersede(certificate: Certificate, corrections: Corrections, by: Actor) -> Certificate:
    """A corrected certificate with a serial and code of its own; the old one says which replaced it.

    Raises:
        IsRevoked: it has to be restored first.
        HolderErased: nobody is left to correct it for.
        NothingCorrected: the new one would say the same.
        AlreadySuperseded: by one that says something else than asked for now.
    """
    _lock(certificate)
    if certificate.sealed_sha256 is not None:
        raise HolderErased
    old = CertificatePayload.from_dict(certificate.payload)
    if certificate.replaced_by is not None:
        return _same_again(certificate.replaced_by, corrections)
    if certificate.state is CertificateState.REVOKED:
        raise IsRevoked
    if (corrections.name, corrections.name_second) == (old.name, old.name_second):
        raise NothingCorrected
    corrected = _corrected(certificate, corrections, by)
    # The old one gives way first: only one certificate of an enrolment may be current.
    certificate.state = CertificateState.SUPERSEDED
    db.session.flush()
    corrected.replaces = certificate
    db.session.add(corrected)
    db.session.flush()
    request_files([corrected], by)
    _record("certificates.supersede", certificate, by, corrections.reason, by_=corrected.serial)
    return corrected


def _same_again(successor: Certificate, corrections: Corrections) -> Certificate:
    """The answer to a second click: the certificate that the first one made."""
    payload = successor.payload
    if (corrections.name, corrections.name_second) != (payload["name"], payload["name_second"]):
        raise AlreadySuperseded(serial=successor.serial)
    return successor


def _corrected(certificate: Certificate, corrections: Corrections, by: Actor) -> Certificate:
    body = certificate.issuing_body
    issued_on = clock.today(body.unit.country.timezone)
    year = serial_year(issued_on, body.calendar)
    (number,) = take_numbers(body.id, year, 1)
    identity = Identity(
        serial=serial_text(body.code, year, number),
        code=public_code(),
        issued_on=issued_on,
        valid_until=certificate.valid_until,
    )
    payload = CertificatePayload.from_dict(
        {
            **certificate.payload,
            **identity.printed(),
            "name": corrections.name,
            "name_second": corrections.name_second,
        }
    )
    require_glyphs(payload.texts())
    return Certificate(
        enrolment=certificate.enrolment,
        person_id=certificate.person_id,
        issuing_body=body,
        year=year,
        number=number,
        serial=identity.serial,
        code=identity.code,
        issued_on=issued_on,
        valid_until=identity.valid_until,
        payload=payload.as_dict(),
        issued_by_id=by.id or None,
    )


_COLUMNS = [column.key for column in Certificate.__mapper__.column_attrs]


def _lock(certificate: Certificate) -> None:
    """Hold the certificate and read it as it is now, with whatever replaced it meanwhile."""
    db.session.refresh(certificate, _COLUMNS, with_for_update=True)
    db.session.expire(certificate, ["replaced_by"])


def _require_current(certificate: Certificate) -> None:
    if certificate.replaced_by is not None:
        raise AlreadySuperseded(serial=certificate.replaced_by.serial)


def _record(
    action: str, certificate: Certificate, by: Actor, reason: str, by_: str | None = None
) -> None:
    record(
        action,
        actor=by,
        subject=certificate,
        details={"serial": certificate.serial, **({"replaced_by": by_} if by_ else {})},
        reason=reason,
        unit_id=certificate.enrolment.run.unit_id,
    )
    db.session.flush()
