"""S15 with real files: what was issued is never made anew."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from lms.certificates import services
from lms.certificates.cli import cli
from lms.certificates.document import render_certificate
from lms.certificates.payload import CertificatePayload
from lms.platform import clock, storage
from lms.platform.db import db
from lms.platform.ids import grouped, public_code
from tests.certificates.register import administrator, closed_run
from tests.support.paper import codes_in, images_of


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(datetime(2026, 11, 22, 9, tzinfo=UTC)):
        yield


def issue_one():
    run = closed_run()
    (certificate,) = services.issue_for_run(run, administrator(run))
    db.session.commit()
    return certificate


def test_the_files_are_made_after_the_commit_and_kept_under_their_hash(app):
    certificate = issue_one()
    assert certificate.file_sha256 is not None
    pdf = services.file_of(certificate)
    assert hashlib.sha256(pdf).hexdigest() == certificate.file_sha256
    assert pdf.startswith(b"%PDF-")


def test_s15_nothing_that_changes_later_changes_a_certificate(app):
    certificate = issue_one()
    payload, pdf = dict(certificate.payload), services.file_of(certificate)
    holder, course = certificate.person, certificate.enrolment.run.course
    holder.full_name, course.name_en, course.name_ar = "اسم آخر", "Another title", "عنوان آخر"
    certificate.issuing_body.name_en = "Another body"
    db.session.commit()

    assert certificate.payload == payload
    assert services.file_of(certificate) == pdf
    services.prepare_file(certificate.id)
    assert storage.read(certificate.file_sha256) == pdf
    again = render_certificate(CertificatePayload.from_dict(certificate.payload))
    assert hashlib.sha256(again).hexdigest() == certificate.file_sha256


def test_the_qr_square_on_the_paper_leads_to_the_answer(browser):
    certificate = issue_one()
    (image,) = images_of(services.file_of(certificate))
    (square,) = codes_in(image)
    assert square.text == f"http://localhost/verify/{certificate.code}"
    page = browser.get(urlsplit(square.text).path)
    assert "This certificate is valid" in page.text


# The command line


@pytest.fixture
def run_command(app):
    runner = app.test_cli_runner()

    def run(*arguments):
        db.session.commit()
        # The application of the test is there already; the command must not make another.
        result = runner.invoke(cli, arguments)
        db.session.rollback()
        return result

    return run


def test_the_command_line_verifies_a_code_as_it_is_printed(run_command):
    certificate = issue_one()
    answer = run_command("verify", grouped(certificate.code))
    assert answer.exit_code == 0
    assert answer.output.startswith(f"Valid: {certificate.serial}")
    assert certificate.file_sha256 in answer.output
    assert certificate.payload["name"] not in answer.output


def test_the_command_line_refuses_what_is_not_valid(run_command):
    certificate = issue_one()
    services.revoke(certificate, "Impersonation", administrator(certificate.enrolment.run))
    revoked = run_command("verify", certificate.code)
    assert (revoked.exit_code, "Revoked" in revoked.output) == (1, True)
    assert "Impersonation" not in revoked.output
    unknown = run_command("verify", public_code())
    assert (unknown.exit_code, "No certificate has this code." in unknown.output) == (1, True)
    assert run_command("verify", "nonsense").exit_code == 1


def test_the_command_line_writes_the_file_that_was_issued(run_command, tmp_path):
    certificate = issue_one()
    out = tmp_path / "certificate.pdf"
    answer = run_command("file", certificate.code, "--out", str(out))
    assert answer.exit_code == 0
    assert hashlib.sha256(out.read_bytes()).hexdigest() == certificate.file_sha256


def test_g11_every_file_can_be_made_again_to_the_letter(run_command):
    certificate = issue_one()
    answer = run_command("render-check")
    assert (answer.exit_code, answer.output) == (0, "Files made again: 1; the same: 1.\n")

    certificate.payload = {**certificate.payload, "name": "Somebody Else"}
    changed = run_command("render-check", "--limit", "1")
    assert changed.exit_code == 1
    assert f"{certificate.serial} differs" in changed.output
