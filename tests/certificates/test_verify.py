"""Checking a certificate in public."""

from __future__ import annotations

import io
import statistics
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from lms.certificates import services
from lms.certificates.rules import initials
from lms.certificates.services import Corrections
from lms.jobs.subscriptions import forget_old_tries
from lms.outcomes import services as outcomes
from lms.platform import clock
from lms.platform.db import db
from lms.platform.ids import grouped, public_code
from lms.platform.throttle import CountedTry
from tests.certificates.register import ALL, administrator, issuing_body, person
from tests.outcomes.ledger import enrol, run_with_sessions

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
NAME, SECOND = "منى عبد الحميد سالم", "Mona Abdel Hamid Salem"


@pytest.fixture(autouse=True)
def today(quick_files):
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def certificate(app):
    run = run_with_sessions()
    issuing_body(run.unit)
    enrol(run, *ALL, person=person(NAME, SECOND))
    outcomes.close_run(run, administrator(run))
    (issued,) = services.issue_for_run(run, administrator(run))
    db.session.commit()
    return issued


def by(certificate):
    return administrator(certificate.enrolment.run)


# States


def test_a_valid_certificate_shows_initials_and_nothing_more_of_the_holder(browser, certificate):
    page = browser.get(f"/verify/{certificate.code}")
    assert page.status_code == 200
    assert "This certificate is valid" in page.text
    assert certificate.serial in page.text
    for word in (*NAME.split(), *SECOND.split()):
        assert word not in page.text
    assert "م. ع. ا. س." in page.text
    assert "M. A. H. S." in page.text


def test_it_opens_without_an_account_and_is_kept_by_nobody(browser, certificate):
    page = browser.get(f"/verify/{certificate.code}")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_a30_s16_a_revoked_one_says_so_with_the_date_and_without_the_reason(browser, certificate):
    services.revoke(certificate, "Proven impersonation", by(certificate))
    page = browser.get(f"/verify/{certificate.code}")
    assert page.status_code == 200
    assert "This certificate was revoked" in page.text
    assert "revoked on 22 November 2026" in page.text
    assert "impersonation" not in page.text


def test_s16_restored_it_is_valid_again_under_the_same_code(browser, certificate):
    services.revoke(certificate, "Proven impersonation", by(certificate))
    services.restore(certificate, "A mistake", by(certificate))
    page = browser.get(f"/verify/{certificate.code}").text
    assert "This certificate is valid" in page
    assert certificate.serial in page


def test_s15_a_superseded_one_names_the_newer_serial_but_not_its_code(browser, certificate):
    new = services.supersede(certificate, Corrections("منى سالم", None, "Card"), by(certificate))
    page = browser.get(f"/verify/{certificate.code}").text
    assert "This certificate was replaced by a newer one" in page
    assert new.serial in page
    assert grouped(new.code) not in page
    assert "This certificate is valid" in browser.get(f"/verify/{new.code}").text


def test_an_expired_one_says_until_when_it_was_valid(browser, certificate):
    certificate.valid_until = date(2026, 11, 21)
    page = browser.get(f"/verify/{certificate.code}").text
    assert "This certificate has expired" in page
    assert "It was valid until 21 November 2026." in page


def test_s15_the_page_says_what_was_issued_whatever_changed_since(browser, certificate):
    course = certificate.enrolment.run.course
    title = course.name_en
    course.name_en = "Something else"
    certificate.person.full_name = "اسم آخر"
    page = browser.get(f"/verify/{certificate.code}").text
    assert title in page
    assert "Something else" not in page
    assert "م. ع. ا. س." in page


@pytest.mark.parametrize("language", ["ar", "fa", "ka"])
def test_every_language_has_the_page(browser, certificate, language):
    page = browser.get(f"/verify/{certificate.code}", query_string={"lang": language}).text
    assert f'lang="{language}"' in page
    assert "This certificate" not in page


# Codes as they are typed


@pytest.mark.parametrize("written", ["{}", "{:lower}", "{:spaced}", "{:arabic}"])
def test_a_code_is_read_in_any_grouping_and_digits(browser, certificate, written):
    code = grouped(certificate.code)
    typed = {
        "{}": code,
        "{:lower}": code.lower(),
        "{:spaced}": " " + code.replace("-", "  ") + " ",
        "{:arabic}": code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }[written]
    answer = browser.get("/verify", query_string={"code": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/verify/{certificate.code}")


def test_a_malformed_code_says_which_part(browser, certificate):
    good = grouped(certificate.code)
    last = "B" if good[-6] != "B" else "C"
    mistyped = good[:-6] + last + good[-5:]
    answer = browser.get("/verify", query_string={"code": mistyped})
    assert answer.status_code == 422
    assert "One letter or digit of group 6 is mistyped." in answer.text
    assert f'value="{mistyped}"' in answer.text

    short = browser.get("/verify", query_string={"code": good[:-4]}).text
    assert "A code has 7 groups of 4 letters and digits." in short
    strange = browser.get("/verify", query_string={"code": "جيمم-" + good[5:]}).text
    assert "Group 1 has a character that no code has." in strange


def test_a_serial_is_not_a_code_and_the_page_says_so(browser, certificate):
    answer = browser.get("/verify", query_string={"code": certificate.serial})
    assert answer.status_code == 422
    assert "This is the serial number." in answer.text


def test_an_empty_form_asks_for_the_code(browser, app):
    answer = browser.get("/verify", query_string={"code": ""})
    assert answer.status_code == 422
    assert "Type the code that is printed beside the QR square." in answer.text


def test_a_malformed_address_is_not_found_and_keeps_what_was_typed(browser, app):
    answer = browser.get("/verify/ABCD")
    assert answer.status_code == 404
    assert 'value="ABCD"' in answer.text


# Unknown codes and guessing


def test_a31_an_unknown_code_is_not_found_and_says_no_more(browser, app):
    code = public_code()
    answer = browser.get(f"/verify/{code}")
    assert answer.status_code == 404
    assert "No certificate has this code" in answer.text
    assert grouped(code) in answer.text


def test_a31_an_unknown_code_takes_as_long_as_a_known_one(certificate, app):
    """What differs is only the row that counts the miss; the look-up itself must not tell."""
    codes = {"known": lambda: certificate.code, "unknown": public_code}
    taken = {name: [] for name in codes}
    for _turn in range(200):
        for name, code in codes.items():
            asked = code()
            start = time.perf_counter()
            services.check(asked)
            taken[name].append(time.perf_counter() - start)
            db.session.expire_all()
    gap = statistics.median(taken["known"]) - statistics.median(taken["unknown"])
    assert abs(gap) < 0.005


def test_g10_ten_misses_a_minute_and_then_everybody_from_there_waits(browser, certificate):
    for _miss in range(10):
        assert browser.get(f"/verify/{public_code()}").status_code == 404
    answer = browser.get(f"/verify/{public_code()}")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "Too many checks from here" in answer.text
    assert "Wait 60 seconds" in answer.text
    assert browser.get(f"/verify/{certificate.code}").status_code == 429
    assert browser.get("/verify", query_string={"code": "x"}).status_code == 429
    assert db.session.query(CountedTry).count() == 10

    with clock.frozen(TODAY + timedelta(seconds=61)):
        assert browser.get(f"/verify/{certificate.code}").status_code == 200


def test_another_client_is_not_kept_waiting(browser, certificate):
    for _miss in range(11):
        browser.get(f"/verify/{public_code()}")
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    answer = browser.get(f"/verify/{certificate.code}", environ_base=elsewhere)
    assert answer.status_code == 200


def test_misses_hold_no_address_and_are_forgotten(browser, app):
    browser.get(f"/verify/{public_code()}")
    assert "127.0.0.1" not in db.session.query(CountedTry).one().key
    with clock.frozen(TODAY + timedelta(days=2)):
        forget_old_tries()
    assert db.session.query(CountedTry).count() == 0


# The file


def compare(browser, certificate, data, name="certificate.pdf"):
    # Encoded here: the test client keeps a large body in a file that it does not close.
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(data), name)})
    return browser.post(
        f"/verify/{certificate.code}",
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def test_the_file_that_was_issued_is_recognised(browser, certificate):
    page = compare(browser, certificate, services.file_of(certificate))
    assert page.status_code == 200
    assert "The file is the one that was issued" in page.text
    assert "This certificate is valid" in page.text


def test_a28_an_altered_file_is_noticed(browser, certificate):
    pdf = bytearray(services.file_of(certificate))
    pdf[len(pdf) // 2] ^= 1
    page = compare(browser, certificate, bytes(pdf)).text
    assert "The code is real, but the file differs" in page
    assert "This certificate is valid" not in page


@pytest.mark.parametrize(
    ("data", "name"), [(b"", "a.pdf"), (b"x", "a.exe"), (b"x" * 5_000_001, "a.pdf")]
)
def test_what_is_no_pdf_is_refused_at_the_field(browser, certificate, data, name):
    answer = compare(browser, certificate, data, name)
    assert answer.status_code == 422
    assert "This certificate is valid" in answer.text
    assert "error-msg" in answer.text


def test_the_page_shows_the_beginning_of_the_fingerprint(browser, certificate):
    start = certificate.file_sha256[:16]
    shown = " ".join(start[at : at + 4] for at in range(0, 16, 4))
    assert shown in browser.get(f"/verify/{certificate.code}").text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (NAME, "م. ع. ا. س."),
        ("Mona A. Elsayed", "M. A. E."),
        ("ნინო კაპანაძე", "ნ. კ."),
        ("مهناز  رضایی‌فر", "م. ر."),
        ("- Mona", "M."),
    ],
)
def test_initials_are_the_first_letter_of_each_word(name, shown):
    assert initials(name) == shown
