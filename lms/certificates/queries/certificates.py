"""Certificates by code, by serial, by run and as a list."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.certificates import policy
from lms.certificates.models import (
    Certificate,
    CertificateState,
    IssuingBody,
)
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.platform.access import Actor
from lms.platform.db import db
from lms.scheduling.models import CourseRun

_WHOLE = (
    joinedload(Certificate.person),
    joinedload(Certificate.issuing_body).joinedload(IssuingBody.unit).joinedload(OrgUnit.country),
    joinedload(Certificate.enrolment).joinedload(Enrolment.run).joinedload(CourseRun.course),
    joinedload(Certificate.replaced_by),
)


def by_code(code: str) -> Certificate | None:
    """The certificate that this unguessable code stands for; whoever has the code may look."""
    query = (
        select(Certificate)
        .options(
            joinedload(Certificate.issuing_body)
            .joinedload(IssuingBody.unit)
            .joinedload(OrgUnit.country),
            joinedload(Certificate.replaced_by),
        )
        .where(Certificate.code == code)
    )
    return db.session.scalars(query).one_or_none()


def by_serial(serial: str, viewer: Actor) -> Select[Certificate]:
    """The certificate with this serial, if the viewer may read it."""
    return certificates(viewer).where(Certificate.serial == serial)


def certificates(viewer: Actor) -> Select[Certificate]:
    """What the viewer may read, newest first."""
    return (
        select(Certificate)
        .options(*_WHOLE)
        .where(policy.visible_to(viewer))
        .order_by(Certificate.id.desc())
    )


def of_person(person_id: int, viewer: Actor) -> Select[Certificate]:
    """The certificates of one person, newest first."""
    return certificates(viewer).where(Certificate.person_id == person_id)


def of_run(run_id: int, viewer: Actor) -> Select[Certificate]:
    """The certificates of one run, in the order of their numbers."""
    return (
        certificates(viewer)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .where(Enrolment.course_run_id == run_id)
        .order_by(None)
        .order_by(Certificate.issuing_body_id, Certificate.year, Certificate.number)
    )


def without_file(certificate_ids: list[int]) -> list[int]:
    """Those of these certificates whose files are still to be made."""
    query = (
        select(Certificate.id)
        .where(Certificate.id.in_(certificate_ids), Certificate.file_sha256.is_(None))
        .order_by(Certificate.id)
    )
    return list(db.session.scalars(query))


def issued_files(limit: int | None = None) -> Iterator[Certificate]:
    """Every certificate with a file that is open to be read, the latest first; for the command line."""
    query = (
        select(Certificate)
        .where(Certificate.file_sha256.is_not(None), Certificate.sealed_sha256.is_(None))
        .order_by(Certificate.id.desc())
        .limit(limit)
        .execution_options(yield_per=50)
    )
    return iter(db.session.scalars(query))


def current_of(enrolment_id: int) -> Certificate | None:
    """The certificate of an enrolment that no other one replaces, whoever asks."""
    query = select(Certificate).where(
        Certificate.enrolment_id == enrolment_id,
        Certificate.state != CertificateState.SUPERSEDED,
    )
    return db.session.scalars(query).one_or_none()


def serials(certificate_ids: list[int]) -> list[str]:
    """The serials of these certificates, in their order."""
    query = (
        select(Certificate.serial)
        .where(Certificate.id.in_(certificate_ids))
        .order_by(Certificate.id)
    )
    return list(db.session.scalars(query))
