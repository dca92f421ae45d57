"""The files of certificates: made once from the frozen payload, kept under their hash, never made anew."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO

from sqlalchemy import update

from lms.certificates import queries
from lms.certificates.document import render_certificate
from lms.certificates.errors import FileNotReady, FilesFailed, HolderErased
from lms.certificates.models import Certificate
from lms.certificates.payload import CertificatePayload
from lms.jobs.models import Job
from lms.jobs.services import Work, handler
from lms.jobs.services import request as request_job
from lms.platform import storage
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _l

PREPARE = "certificates.prepare_files"
IN_MEMORY = 8_000_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def request_files(certificates: list[Certificate], by: Actor) -> Job:
    """Ask for the files of certificates of one run that were just issued."""
    run = certificates[0].enrolment.run
    return request_job(
        PREPARE,
        {"certificate_ids": [certificate.id for certificate in certificates]},
        by,
        total=len(certificates),
        leads_to=f"/runs/{run.code}/certificates",
    )


@handler(PREPARE, _l("Preparing the certificates"))
def prepare_files(work: Work) -> dict[str, object]:
    """Make what is missing, one file a step; what was made before stays, however often this runs."""
    missing = queries.without_file(work.payload["certificate_ids"])
    failed = []
    for certificate_id in missing:
        try:
            sha256 = _made(certificate_id)
        except DomainError:
            # One text that does not fit must not keep the others from their certificates.
            failed.append(certificate_id)
            continue
        with work.step():
            _keep(certificate_id, sha256)
    if failed:
        raise FilesFailed(serials=", ".join(queries.serials(failed)))
    return {"files": len(missing)}


def prepare_file(certificate_id: int) -> str:
    """Make the file of one certificate, unless it is there; its SHA-256."""
    existing = db.session.get_one(Certificate, certificate_id).file_sha256
    if existing is not None:
        return existing
    sha256 = _made(certificate_id)
    _keep(certificate_id, sha256)
    return sha256


def render_payload(certificate: Certificate) -> bytes:
    """The file as the present program would make it."""
    return render_certificate(CertificatePayload.from_dict(certificate.payload))


def file_of(certificate: Certificate) -> bytes:
    """The file as it was issued.

    Raises:
        FileNotReady: it is still being prepared.
        HolderErased: it is sealed away.
    """
    if certificate.sealed_sha256 is not None:
        raise HolderErased
    if certificate.file_sha256 is None:
        raise FileNotReady
    return storage.read(certificate.file_sha256)


def archive(certificates: Iterable[Certificate]) -> IO[bytes]:
    """A ZIP of the files, each under its serial. The caller closes it."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the caller closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archived:
        for certificate in certificates:
            if certificate.file_sha256 is not None and certificate.sealed_sha256 is None:
                entry = zipfile.ZipInfo(f"{certificate.serial}.pdf", LONG_AGO)
                archived.writestr(entry, file_of(certificate))
    file.seek(0)
    return file


def _made(certificate_id: int) -> str:
    """Render outside any transaction: it takes long, and nobody else must wait for it."""
    payload = db.session.get_one(Certificate, certificate_id).payload
    db.session.rollback()
    return storage.put(render_certificate(CertificatePayload.from_dict(payload)))


def _keep(certificate_id: int, sha256: str) -> None:
    # A file that is there stays: what was issued is never replaced.
    db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.file_sha256.is_(None))
        .values(file_sha256=sha256)
        .execution_options(synchronize_session=False)
    )
