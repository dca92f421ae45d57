"""All that is kept about a person, as one archive."""

from __future__ import annotations

import io
import json
import zipfile

from sqlalchemy import select

from lms.audit import services as audit
from lms.certificates import services as certificates
from lms.certificates.models import Certificate
from lms.home.queries.kept import Subject, kept_about
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db

FORMAT = 1
"""Counted up when a key changes its meaning."""


def hand_out(subject: Subject, by: Actor, reason: str = "") -> bytes:
    """A ZIP with `data.json` and the certificates; recorded at the person, or at the account where there is no more."""
    about = subject.person or subject.account
    if about is None:
        raise ValueError("nobody's data")
    audit.record("home.hand_out", actor=by, subject=about, reason=reason or None)
    data = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "sections": kept_about(subject),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
        for certificate in _certificates(subject):
            archive.writestr(
                f"certificates/{certificate.serial}.pdf", certificates.file_of(certificate)
            )
    return file.getvalue()


def _certificates(subject: Subject) -> list[Certificate]:
    if subject.person is None:
        return []
    theirs = select(Certificate).where(
        Certificate.person_id == subject.person.id,
        Certificate.file_sha256.is_not(None),
        Certificate.sealed_sha256.is_(None),
    )
    return list(db.session.scalars(theirs.order_by(Certificate.id)))
