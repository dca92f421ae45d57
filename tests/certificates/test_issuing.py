"""Issuing on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.certificates import queries, services
from lms.certificates.errors import (
    AlreadySuperseded,
    HoursMissing,
    IsRevoked,
    NoIssuingBody,
    NotEligible,
    NothingCorrected,
    RunNotClosed,
)
from lms.certificates.models import Certificate, CertificateState, SerialCounter
from lms.certificates.payload import CertificatePayload
from lms.certificates.rules import Standing, standing, valid_until
from lms.certificates.services import Corrections
from lms.outcomes import services as outcomes
from lms.platform import clock, ids
from lms.platform.db import db
from lms.platform.pdf.glyphs import MissingGlyph
from lms.scheduling.models import SessionState
from tests.certificates.register import (
    ALL,
    administrator,
    closed_run,
    enrolments,
    issuing_body,
    person,
)
from tests.outcomes.ledger import enrol, run_with_sessions, score

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
CORRECTION = Corrections("منى أحمد السيد سالم", "Mona A. E. Salem", "The card says Salem")


@pytest.fixture(autouse=True)
def today(quick_files):
    with clock.frozen(TODAY):
        yield


def issue_one(**options):
    run = closed_run(**options)
    (certificate,) = services.issue_for_run(run, administrator(run))
    db.session.commit()
    return certificate


def test_everybody_who_passed_gets_a_certificate_and_nobody_else(app):
    run = closed_run(passed=3, failed=2)
    issued = services.issue_for_run(run, administrator(run))
    code = issued[0].issuing_body.code
    assert [one.serial for one in issued] == [f"{code}-2026-{n:06}" for n in (1, 2, 3)]
    assert all(ids.parse_code(one.code) == one.code for one in issued)
    readiness = queries.readiness(run)
    assert (readiness.passed, readiness.not_passed, readiness.issued) == (3, 2, 3)


def test_a24_who_failed_attendance_is_refused_with_the_reason(app):
    run = closed_run(passed=0, failed=1)
    (enrolment,) = enrolments(run)
    with pytest.raises(NotEligible) as refusal:
        services.issue(enrolment, administrator(run))
    assert "1,439 of 1,440 minutes needed: 1 minute short." in refusal.value.text
    assert services.issue_for_run(run, administrator(run)) == []
    assert db.session.query(SerialCounter).count() == 0


def test_a24_who_failed_the_exam_is_refused_with_the_reason(app):
    run = run_with_sessions(has_exam=True)
    issuing_body(run.unit)
    enrolment = enrol(run, *ALL)
    score(enrolment, 59)
    outcomes.close_run(run, administrator(run))
    with pytest.raises(NotEligible) as refusal:
        services.issue(enrolment, administrator(run))
    assert "Exam: 59 points, pass mark 60" in refusal.value.text


def test_nothing_is_issued_before_the_run_is_closed(app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrolment = enrol(run, *ALL)
    with pytest.raises(RunNotClosed):
        services.issue(enrolment, administrator(run))
    with pytest.raises(RunNotClosed):
        services.issue_for_run(run, administrator(run))


def test_s8_missing_hours_block_certificates_until_they_are_waived(app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrol(run, *ALL, person=person())
    run.sessions[4].state = SessionState.CANCELLED
    by = administrator(run)
    outcomes.close_run(run, by)
    with pytest.raises(HoursMissing) as refusal:
        services.issue_for_run(run, by)
    assert "24 h of 30 h were given." in refusal.value.text

    outcomes.waive_hours(run, "The hall was flooded", by)
    (certificate,) = services.issue_for_run(run, by)
    assert certificate.payload["hours_minutes"] == 1440


def test_a_centre_without_a_body_uses_the_nearest_one_above_it(app):
    run = closed_run(body=False)
    with pytest.raises(NoIssuingBody):
        services.issue_for_run(run, administrator(run))
    far = issuing_body(run.course.unit, code="OWN")
    assert services.issue_for_run(run, administrator(run))[0].issuing_body_id == far.id


def test_a25_issuing_again_gives_the_same_certificate(app):
    run = closed_run()
    (enrolment,) = enrolments(run)
    first = services.issue(enrolment, administrator(run))
    assert services.issue(enrolment, administrator(run)) is first
    assert services.issue_for_run(run, administrator(run)) == []
    assert db.session.query(SerialCounter).one().last == 1


def test_serials_count_by_body_and_by_year_of_its_calendar(app):
    run = run_with_sessions()
    issuing_body(
        run.unit,
        code="LOR",
        calendar="jalali",
        second_calendar=None,
        design="fa",
        name_fa="مرکز آموزش",
        signatories=[{"name": "دکتر احمدی", "post": {"fa": "مدیر"}}],
    )
    run.course.name_fa = "آشنایی با شاخص‌ها"
    enrol(run, *ALL, person=person("مهناز رضایی", None))
    outcomes.close_run(run, administrator(run))
    (certificate,) = services.issue_for_run(run, administrator(run))
    assert certificate.serial == "LOR-1405-000001"


def test_the_payload_says_what_was_true_on_the_day(app):
    run = run_with_sessions(has_exam=True, validity_months=24)
    body = issuing_body(run.unit)
    enrolment = enrol(run, *ALL, person=person())
    score(enrolment, 58, attempt=1)
    score(enrolment, 87.5, attempt=2)
    outcomes.close_run(run, administrator(run))
    payload = CertificatePayload.from_dict(services.issue(enrolment, administrator(run)).payload)
    assert payload.name == "منى أحمد السيد"
    assert (payload.score.points, payload.score.maximum) == ("87.5", "100")
    assert (payload.starts_on, payload.ends_on) == ("2026-03-01", "2026-03-05")
    assert (payload.issued_on, payload.valid_until) == ("2026-11-22", "2028-11-22")
    assert payload.hours_minutes == 1800
    assert payload.issuing_body["en"] == body.name_en
    assert payload.verify_url == "http://localhost/verify/" + payload.code.replace("-", "")
    assert payload.sex == "female"


def test_a_name_that_cannot_be_printed_is_said_before_anything_is_issued(app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrol(run, *ALL, person=person("山田"))
    outcomes.close_run(run, administrator(run))
    with pytest.raises(MissingGlyph):
        services.issue_for_run(run, administrator(run))


# S15


def test_s15_a_correction_is_a_new_serial_that_supersedes_the_old_one(app):
    old = issue_one()
    by = administrator(old.enrolment.run)
    new = services.supersede(old, CORRECTION, by)
    db.session.commit()

    assert (old.state, new.state) == (CertificateState.SUPERSEDED, CertificateState.VALID)
    assert (old.number, new.number) == (1, 2)
    assert new.code != old.code
    assert new.valid_until == old.valid_until
    assert new.payload["name"] == "منى أحمد السيد سالم"
    assert old.replaced_by is new
    assert new.file_sha256 not in (None, old.file_sha256)
    current = db.session.query(Certificate).filter_by(state=CertificateState.VALID)
    assert current.count() == 1


def test_s15_correcting_twice_gives_the_same_correction(app):
    old = issue_one()
    by = administrator(old.enrolment.run)
    new = services.supersede(old, CORRECTION, by)
    assert services.supersede(old, CORRECTION, by) is new
    with pytest.raises(AlreadySuperseded):
        services.supersede(old, Corrections("اسم ثالث", None, "Third"), by)
    with pytest.raises(AlreadySuperseded):
        services.revoke(old, "Any", by)


def test_a_correction_has_to_change_something(app):
    old = issue_one()
    same = Corrections(old.payload["name"], old.payload["name_second"], "No reason")
    with pytest.raises(NothingCorrected):
        services.supersede(old, same, administrator(old.enrolment.run))


# S16


def test_s16_revoking_and_restoring_keep_the_identifiers(app):
    certificate = issue_one()
    by = administrator(certificate.enrolment.run)
    serial, code, sha256 = certificate.serial, certificate.code, certificate.file_sha256
    services.revoke(certificate, "Somebody else sat the exam", by)
    services.revoke(certificate, "Again", by)
    assert certificate.revoked_reason == "Somebody else sat the exam"
    with pytest.raises(IsRevoked):
        services.supersede(certificate, CORRECTION, by)
    assert queries.by_code(code) is certificate

    services.restore(certificate, "It was the same person", by)
    db.session.commit()
    assert certificate.state is CertificateState.VALID
    assert (certificate.serial, certificate.code, certificate.file_sha256) == (serial, code, sha256)
    assert certificate.revoked_at is None


def test_a_revoked_certificate_is_not_issued_anew(app):
    certificate = issue_one()
    by = administrator(certificate.enrolment.run)
    services.revoke(certificate, "Proven impersonation", by)
    assert services.issue(certificate.enrolment, by) is certificate
    assert services.issue_for_run(certificate.enrolment.run, by) == []


# Validity


@pytest.mark.parametrize(
    ("issued", "months", "until"),
    [
        (date(2024, 3, 1), 24, date(2026, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 22), None, None),
    ],
)
def test_validity_is_counted_in_calendar_months(issued, months, until):
    assert valid_until(issued, months) == until


def test_the_last_day_of_validity_still_counts(app):
    certificate = issue_one()
    until = certificate.valid_until
    assert standing(certificate, until) is Standing.VALID
    assert standing(certificate, date(2028, 11, 23)) is Standing.EXPIRED


def test_the_invariants_hold_after_all_of_it(app):
    run = closed_run(passed=3, failed=1)
    by = administrator(run)
    first, second, _third = services.issue_for_run(run, by)
    services.supersede(first, CORRECTION, by)
    services.revoke(second, "Impersonation", by)
    db.session.commit()
    for rule, query in queries.invariants():
        assert db.session.execute(query).all() == [], str(rule)


def test_the_invariants_notice_a_gap(app):
    certificate = issue_one()
    certificate.number = 7
    db.session.flush()
    broken = [str(rule) for rule, query in queries.invariants() if db.session.execute(query).all()]
    assert broken == [
        "Serials of each body and year run from 1 without a gap",
        "Each serial counter stands at the last number given",
    ]
