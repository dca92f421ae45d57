"""Issuing, finding, revoking and correcting on the screen, for each role."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.certificates import policy, services
from lms.certificates.document import TextTooLong
from lms.certificates.models import Certificate, CertificateState
from lms.certificates.services import files
from lms.outcomes import services as outcomes
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import SessionState
from tests.certificates.register import (
    ALL,
    administrator,
    closed_run,
    enrolments,
    issuing_body,
    person,
)
from tests.outcomes.ledger import enrol, run_with_sessions
from tests.support.factories import PersonFactory, UnitFactory, UserFactory, actor
from tests.support.statements import counted_statements, reads

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(quick_files):
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def certificate(run):
    issued = services.issue_for_run(run, administrator(run))[0]
    db.session.commit()
    return issued


def of(run, rest=""):
    return f"/runs/{run.code}/certificates{rest}"


# The tab of a run


def test_the_tab_says_who_gets_one_and_who_does_not_and_why(centre, run):
    page = centre.get(of(run)).text
    assert "Issue 2 certificates" in page
    assert page.count("To be issued") >= 2
    assert "1 minute short" in page


def test_the_confirm_page_says_what_happens_and_who_is_left_out(centre, run):
    page = centre.get(of(run, "/issue")).text
    assert "2 trainees get certificates" in page
    assert "1 trainee does not qualify" in page
    assert "1 minute short" in page


def test_a25_a_double_click_issues_once(centre, run):
    first = centre.post(of(run, "/issue"), follow_redirects=True)
    assert "2 certificates issued." in first.text
    second = centre.post(of(run, "/issue"), follow_redirects=True)
    assert "Everybody who passed has a certificate already." in second.text
    assert db.session.query(Certificate).count() == 2
    assert centre.get(of(run)).text.count("-2026-0000") >= 2


def test_a_run_that_is_not_closed_is_refused_on_the_page(browser, app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrol(run, *ALL)
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
    assert "The run is not closed yet" in browser.get(of(run)).text
    answer = browser.post(of(run, "/issue"))
    assert answer.status_code == 422
    assert "Certificates are issued after the run is closed" in answer.text
    assert db.session.query(Certificate).count() == 0


def test_a_centre_nobody_issues_for_is_told_so(browser, app):
    run = closed_run(body=False)
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
    assert "Nobody issues certificates for this centre" in browser.get(of(run)).text
    assert browser.post(of(run, "/issue")).status_code == 422


def test_s8_the_tab_leads_to_the_waiver(browser, app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrol(run, *ALL)
    run.sessions[4].state = SessionState.CANCELLED
    outcomes.close_run(run, administrator(run))
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=run.unit))
    page = browser.get(of(run)).text
    assert "24 h of 30 h given" in page
    assert f"/runs/{run.code}/hours" in page
    answer = browser.post(of(run, "/issue"))
    assert answer.status_code == 422
    assert "24 h of 30 h were given." in answer.text


def test_all_files_of_a_run_come_in_one_archive(centre, run):
    centre.post(of(run, "/issue"))
    answer = centre.get(f"/runs/{run.code}/certificates.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        serials = {one.serial for one in db.session.query(Certificate)}
        assert set(archive.namelist()) == {f"{serial}.pdf" for serial in serials}
        assert all(archive.read(name).startswith(b"%PDF-") for name in archive.namelist())
    answer.close()


# Lists and details


def test_the_list_finds_by_name_serial_and_filters(centre, run, certificate):
    name = certificate.payload["name"]
    assert name in centre.get("/certificates").text
    for query in (
        {"q": certificate.serial.lower()},
        {"q": "منى"},
        {"state": "valid"},
        {"year": "2026"},
        {"run": run.code},
        {"body": str(certificate.issuing_body_id)},
    ):
        assert certificate.serial in centre.get("/certificates", query_string=query).text, query
    for query in ({"q": "خالد"}, {"state": "revoked"}, {"state": "expired"}, {"run": "OTHER"}):
        assert certificate.serial not in centre.get("/certificates", query_string=query).text
    assert centre.get("/certificates", query_string={"state": "nonsense"}).status_code == 400


def test_the_list_leaves_as_csv_and_xlsx(centre, certificate):
    csv = centre.get("/certificates", query_string={"format": "csv"})
    assert csv.data.startswith("\ufeff".encode())
    assert certificate.serial in csv.text
    xlsx = centre.get("/certificates", query_string={"format": "xlsx"})
    assert xlsx.data.startswith(b"PK")


def test_a_page_of_the_list_costs_ten_statements(centre, run, certificate):
    centre.post(of(run, "/issue"))
    with counted_statements() as sent:
        assert centre.get("/certificates").status_code == 200
    assert reads(sent) <= 10


def test_the_file_is_shown_or_downloaded_under_its_serial(centre, certificate):
    shown = centre.get(f"/certificates/{certificate.serial}/file")
    assert shown.mimetype == "application/pdf"
    assert shown.headers["Content-Disposition"] == f"inline; filename={certificate.serial}.pdf"
    assert "no-store" in shown.headers["Cache-Control"]
    kept = centre.get(f"/certificates/{certificate.serial}/file?download")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.data == shown.data == services.file_of(certificate)


def test_a_file_that_is_still_being_made_is_said_so(centre, certificate):
    certificate.file_sha256 = None
    answer = centre.get(f"/certificates/{certificate.serial}/file")
    assert answer.status_code == 409
    assert "still being prepared" in answer.text
    assert "The file is being prepared" in centre.get(f"/certificates/{certificate.serial}").text


# Changing


def change(client, certificate, deed, **data):
    return client.post(f"/certificates/{certificate.serial}/{deed}", data)


def test_s16_revoking_asks_why_and_restoring_too(centre, certificate):
    refused = change(centre, certificate, "revoke", reason=" ")
    assert refused.status_code == 422
    assert "Say why. The public does not see it." in refused.text
    assert certificate.state is CertificateState.VALID

    assert change(centre, certificate, "revoke", reason="Impersonation").status_code == 302
    page = centre.get(f"/certificates/{certificate.serial}").text
    assert "Impersonation" in page
    assert "Restore…" in page
    assert change(centre, certificate, "restore", reason="A mistake").status_code == 302
    assert certificate.state is CertificateState.VALID
    deeds = [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert deeds[-2:] == ["certificates.revoke", "certificates.restore"]


def test_s15_a_correction_is_filled_in_from_the_card_and_issues_a_new_serial(centre, certificate):
    certificate.person.full_name = "منى أحمد الصحيحة"
    page = centre.get(f"/certificates/{certificate.serial}/correct").text
    assert "منى أحمد الصحيحة" in page
    data = {"name": "منى أحمد الصحيحة", "name_second": "Mona A.", "reason": "As on the card"}
    answer = change(centre, certificate, "correct", **data)
    assert answer.status_code == 302
    db.session.refresh(certificate)
    new = certificate.replaced_by
    assert answer.headers["Location"].endswith(new.serial)
    assert change(centre, certificate, "correct", **data).headers["Location"].endswith(new.serial)
    assert db.session.query(Certificate).count() == 3
    assert new.serial in centre.get(f"/certificates/{certificate.serial}").text


def test_a_correction_without_a_difference_is_refused_at_the_name(centre, certificate):
    same = {"name": certificate.payload["name"], "name_second": certificate.payload["name_second"]}
    answer = change(centre, certificate, "correct", **same, reason="Why not")
    assert answer.status_code == 422
    assert "Nothing differs from the certificate as it is." in answer.text
    assert "Why not" in answer.text


def test_a_name_that_cannot_be_printed_is_refused_with_the_letter(centre, certificate):
    answer = change(centre, certificate, "correct", name="山田", name_second="", reason="Test")
    assert answer.status_code == 422
    assert "U+5C71" in answer.text
    assert certificate.state is CertificateState.VALID


def test_what_was_superseded_cannot_be_revoked(centre, certificate):
    data = {"name": "اسم صحيح", "name_second": "", "reason": "Card"}
    change(centre, certificate, "correct", **data)
    answer = change(centre, certificate, "revoke", reason="Too late")
    assert answer.status_code == 422
    assert "was superseded by" in answer.text
    assert "Too late" in answer.text


# Who may


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.MINISTRY_ANALYST, 200),
        (Role.SYSTEM_ADMINISTRATOR, 200),
        (Role.COORDINATOR, 200),
        (Role.STATISTICS_READER, 403),
        (Role.TRAINER, 403),
    ],
)
def test_who_reads_and_that_only_the_centre_changes(browser, run, certificate, role, reads):
    browser.sign_in(UserFactory(role=role, unit=run.unit))
    assert browser.get(of(run)).status_code == reads
    assert browser.get("/certificates").status_code == reads
    assert browser.get(f"/certificates/{certificate.serial}/file").status_code == reads
    assert browser.post(of(run, "/issue")).status_code == 403
    assert change(browser, certificate, "revoke", reason="x").status_code == 403
    assert change(browser, certificate, "correct", reason="x").status_code == 403
    assert certificate.state is CertificateState.VALID


def test_a1_another_centre_finds_nothing(browser, run, certificate):
    browser.sign_in(UserFactory(role=Role.CENTRE_ADMINISTRATOR, unit=UnitFactory()))
    serial = certificate.serial
    for address in (
        of(run),
        of(run, "/issue"),
        f"/runs/{run.code}/certificates.zip",
        f"/certificates/{serial}",
        f"/certificates/{serial}/file",
        f"/certificates/{serial}/revoke",
        f"/records/{certificate.person_id}",
    ):
        assert browser.get(address).status_code == 404, address
    assert change(browser, certificate, "revoke", reason="x").status_code == 404
    assert serial not in browser.get("/certificates").text


def test_the_sending_office_sees_its_own_people_but_not_the_run(browser, run, certificate):
    office = certificate.enrolment.unit
    browser.sign_in(UserFactory(role=Role.COORDINATOR, unit=office))
    assert certificate.serial in browser.get("/certificates").text
    assert browser.get(f"/certificates/{certificate.serial}/file").status_code == 200
    assert browser.get(of(run)).status_code in (403, 404)


def test_a_trainee_opens_only_own_certificates(browser, certificate):
    holder = UserFactory(
        role=Role.TRAINEE, unit=certificate.enrolment.unit, person=certificate.person
    )
    browser.sign_in(holder)
    assert browser.get(f"/certificates/{certificate.serial}/file").status_code == 200
    other = db.session.query(Certificate).filter(Certificate.id != certificate.id).first()
    assert browser.get(f"/certificates/{other.serial}/file").status_code == 404
    assert browser.get("/certificates").status_code == 403


def test_list_and_object_agree_on_who_sees_certificates(app):
    ministry = UnitFactory()
    centre, office = UnitFactory(parent=ministry), UnitFactory(parent=ministry)
    moved = person("نرمين سمير", None, unit=office)
    runs = [run_with_sessions(unit=centre), run_with_sessions()]
    for one in runs:
        issuing_body(one.unit, code=f"B{one.unit_id}")
        enrol(one, *ALL, unit=office, person=person("منى أحمد", None, unit=UnitFactory()))
        enrol(one, *ALL, unit=UnitFactory(), person=person("هالة علي", None, unit=office))
        enrol(one, *ALL, unit=UnitFactory(), person=moved)
        outcomes.close_run(one, administrator(one))
        services.issue_for_run(one, administrator(one))
    everything = db.session.query(Certificate).all()
    viewers = [actor(role, unit) for role in Role for unit in (ministry, centre, office)]
    viewers.append(actor(Role.TRAINEE, office, moved))
    for viewer in viewers:
        listed = set(db.session.scalars(db.select(Certificate).where(policy.visible_to(viewer))))
        seen = {one for one in everything if policy.can_view(viewer, one)}
        assert listed == seen, (viewer.role, viewer.unit_id)


def test_somebody_who_left_is_seen_by_the_old_office_only_as_it_was_then(app):
    """S18 in small: what they did after leaving is not the old office's to read."""
    office, elsewhere = UnitFactory(), UnitFactory()
    holder = PersonFactory(full_name="منى أحمد", unit=elsewhere)
    then, later = run_with_sessions(), run_with_sessions()
    for one, unit in ((then, office), (later, elsewhere)):
        issuing_body(one.unit, code=f"B{one.unit_id}")
        enrol(one, *ALL, unit=unit, person=holder)
        outcomes.close_run(one, administrator(one))
        services.issue_for_run(one, administrator(one))
    old = actor(Role.COORDINATOR, office)
    new = actor(Role.COORDINATOR, elsewhere)
    seen = {
        viewer.unit_id: {
            one.enrolment.course_run_id
            for one in db.session.scalars(db.select(Certificate).where(policy.visible_to(viewer)))
        }
        for viewer in (old, new)
    }
    assert seen == {office.id: {then.id}, elsewhere.id: {then.id, later.id}}


def test_a24_the_failed_stay_without_a_certificate(centre, run):
    centre.post(of(run, "/issue"))
    with_one = {one.enrolment_id for one in db.session.query(Certificate)}
    assert len(with_one) == 2
    assert with_one < {one.id for one in enrolments(run)}


def test_the_list_begins_with_what_is_ready(centre, run):
    page = centre.get("/certificates").text
    assert "Certificates still to be issued" in page
    assert "2 certificates to issue" in page
    centre.post(of(run, "/issue"))
    assert "Certificates still to be issued" not in centre.get("/certificates").text


def test_files_that_could_not_be_made_are_asked_for_again(centre, run, monkeypatch):
    def fail(_payload):
        raise TextTooLong

    monkeypatch.setattr(files, "render_certificate", fail)
    centre.post(of(run, "/issue"))
    page = centre.get(of(run)).text
    assert "2 files are being prepared" in page
    assert "The files of these certificates could not be made" in page
    assert db.session.query(Certificate).filter_by(file_sha256=None).count() == 2

    monkeypatch.setattr(files, "render_certificate", lambda payload: b"%PDF-1.7")
    assert centre.post(of(run, "/files")).status_code == 302
    assert db.session.query(Certificate).filter_by(file_sha256=None).count() == 0
    assert "being prepared" not in centre.get(of(run)).text
