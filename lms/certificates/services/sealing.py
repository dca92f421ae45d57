"""The legal archive: what certificates of an erased holder said, sealed, and opened only with a reason on record."""

from __future__ import annotations

import io
import json
import zipfile

from sqlalchemy import select

from lms.audit.services import record
from lms.certificates.models import Certificate
from lms.platform import crypto, storage
from lms.platform.db import db

ARCHIVE = "certificate.archive"
"""The context under which the archive is sealed."""


def seal_away(person_id: int, nameless: str) -> list[str]:
    """Seal payload and file of each certificate of a person, and leave of the payload what names nobody.

    Returns the names of the stored files that are to be removed once this is committed.
    """
    theirs = select(Certificate).where(
        Certificate.person_id == person_id, Certificate.sealed_sha256.is_(None)
    )
    left = []
    for certificate in db.session.scalars(theirs.order_by(Certificate.id)).all():
        if certificate.file_sha256 is None:
            raise ValueError("a certificate without its file cannot be sealed away")
        sealed = crypto.cipher().seal_bytes(_whole(certificate, certificate.file_sha256), ARCHIVE)
        certificate.sealed_sha256 = storage.put(sealed)
        certificate.payload = without_holder(certificate.payload, nameless)
        left.append(certificate.file_sha256)
    db.session.flush()
    return left


def without_holder(payload: dict[str, object], nameless: str) -> dict[str, object]:
    """What a certificate said, but for whom it is."""
    return {
        **payload,
        "name": nameless,
        "name_second": None,
        "sex": "unknown",
        "position": {},
        "score": None,
    }


def open_archive(certificate: Certificate, reason: str) -> bytes:
    """The ZIP with payload and file as issued, for whoever runs the server and has to show it; recorded."""
    if certificate.sealed_sha256 is None:
        raise ValueError("nothing is sealed away")
    record(
        "certificates.open_archive",
        actor=None,
        subject=certificate,
        details={"serial": certificate.serial},
        reason=reason,
        unit_id=certificate.issuing_body.unit_id,
    )
    return crypto.cipher().unseal_bytes(storage.read(certificate.sealed_sha256), ARCHIVE)


def _whole(certificate: Certificate, file_sha256: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        said = json.dumps(certificate.payload, ensure_ascii=False, sort_keys=True)
        archive.writestr("payload.json", said)
        archive.writestr(f"{certificate.serial}.pdf", storage.read(file_sha256))
    return file.getvalue()
