"""What people do on the screens, one task after another: each begins in the navigation of whoever is signed in."""

from __future__ import annotations

import re
import time as clock
from collections.abc import Iterable, Mapping
from datetime import date, time

from playwright.sync_api import expect

from lms.platform.i18n import LANGUAGES
from tests.support.paper import codes_in, images_of
from tests.support.reader import PASSWORD, Reader
from tests.support.server import Server
from tests.support.site import Visitor, token_of

PATIENCE_SECONDS = 60

# ---- the system administrator


def begin(server: Server, country: str) -> None:
    """The two commands with which an empty register begins."""
    server.lms("place", "load", country)
    account = ("user", "create", "admin@example.org", "--name", "Admin", "--password-stdin")
    role = ("--role", "system_administrator", "--unit", country)
    server.lms(*account, *role, typed=PASSWORD)


def add_centre(at: Reader, *, above: str, code: str, name: str) -> None:
    at.go("Places")
    at.follow("Add a place")
    at.fill("Place above", above)
    at.choose("Kind", at.say("Training centre"))
    at.fill(at.own("Name"), name)
    at.fill("Code", code)
    at.press("Add")
    at.reads_exactly(name)


def add_room(at: Reader, *, venue: str, room: str, seats: int) -> None:
    """Add a venue with a room to the place that is open."""
    at.follow("Add a venue")
    at.fill(at.own("Name"), venue)
    at.press("Add")
    at.follow("Add a room")
    at.fill(at.own("Name"), room)
    at.fill("People it holds", at.number(seats))
    at.press("Add")
    at.reads_exactly(room)


def add_body(
    at: Reader, *, unit: str, code: str, names: Mapping[str, str], design: str, signatory: str
) -> None:
    """Let a centre issue certificates."""
    at.go("Certificate designs")
    at.follow("Add an institution")
    at.choose("Unit", unit)
    at.fill("Code in the serial", code)
    for language, name in names.items():
        at.fill(f"Name in {language}", name)
    at.choose("Languages of the certificate", at.say(design))
    at.choose("Calendar of dates and serials", at.say("Gregorian", context="calendar"))
    at.fill("Name", signatory)
    at.press("Save")
    at.reads_exactly(code)


def add_course(at: Reader, *, code: str, name: str, hours: int) -> None:
    """Put a course with an exam into the catalogue."""
    at.go("Courses")
    at.follow("New course")
    at.fill("Code", code)
    at.fill(at.own("Name"), name)
    at.fill("Hours", at.number(hours))
    at.tick("Exam")
    at.press("Add course")
    at.reads_exactly(name)


def add_plan(at: Reader, *, unit: str, year: str, name: str, course: str, seats: int) -> None:
    """Plan one run of a course in a year."""
    at.go("Training plan")
    at.follow("New plan")
    at.choose("Unit", unit)
    at.choose("Fiscal year", year)
    at.fill(at.own("Name"), name)
    at.press("Begin plan")
    at.follow("Add an item")
    at.tick("Course")
    at.choose("Course", course)
    at.fill("Runs", at.number(1))
    at.fill("Seats", at.number(seats))
    at.press("Add item")
    at.press("Approve plan")
    at.reads("Approved", context="plan")


def add_account(
    at: Reader, account: str, role: str, place: str, *, person: str = "", meant: str = ""
) -> None:
    """Let somebody sign in; where several places have the name, say which is meant."""
    invite(at, account, role, place, person=person, meant=meant)
    at.press("Show the link…")
    at.press("Show the link")
    _choose_password(at, at.page.locator("p.code").inner_text())


def invite(
    at: Reader, account: str, role: str, place: str, *, person: str = "", meant: str = ""
) -> None:
    """Make an account whose owner is sent an invitation."""
    at.go("Accounts and roles")
    at.follow("New account")
    at.fill("Name", account.title())
    at.fill("Email", f"{account}@example.org")
    at.choose("Language", LANGUAGES[at.language])
    at.choose("Role", at.say(role))
    at.fill("Place", place)
    at.fill("Person", person)
    at.press("Make the account and invite")
    if meant:
        at.page.get_by_role("radio", name=re.compile(meant)).check()
        at.press("Make the account and invite")
    at.reads_exactly(f"{account}@example.org")


def _choose_password(at: Reader, link: str) -> None:
    """What the owner of an account does with the link that was handed over."""
    owner = Visitor(at.site)
    token = token_of(owner.get(link))
    owner.post(link, {"csrf_token": token, "password": PASSWORD})


# ---- the coordinators


def add_person(at: Reader, name: str, sex: str, id_number: str = "") -> None:
    """Record somebody who works at one's own place."""
    at.go("People")
    at.follow("Add a person")
    at.fill("Full name", name)
    at.fill("National ID number", id_number)
    at.tick(sex)
    at.press("Add")
    expect(at.page.get_by_role("heading", name=name, level=1)).to_be_visible()


def nominate_by_pasting(at: Reader, course: str, names: Iterable[str]) -> None:
    at.go("Nominate", context="navigation")
    at.follow_exactly(course)
    at.fill("Names or ID numbers", "\n".join(names))
    at.press("Check")
    _send(at, names)


def nominate_by_choosing(at: Reader, course: str, names: Iterable[str]) -> None:
    at.go("Nominate", context="navigation")
    at.follow_exactly(course)
    at.follow("Pick from your staff")
    for name in names:
        at.row(name).get_by_role("checkbox").check()
    at.press("Check the chosen")
    _send(at, names)


def _send(at: Reader, names: Iterable[str]) -> None:
    count = len([*names])
    at.press_exactly(at.count("Send %(count)s nomination", "Send %(count)s nominations", count))


# ---- the centre


def add_trainer(at: Reader, name: str, sex: str) -> None:
    add_person(at, name, sex)
    at.follow("Register as a trainer")
    at.press("Register")
    at.reads("End")


def plan_run(
    at: Reader,
    course: str,
    *,
    first_day: date,
    days: int,
    begins: time,
    ends: time,
    room: str,
    trainer: str,
    seats: int,
) -> str:
    """Plan a run of a course with its sessions, as the plan has it; returns its code."""
    at.go("Course runs")
    at.follow("New course run")
    at.choose("Course", course)
    at.fill("First day", at.day(first_day))
    at.fill("Number of days", at.number(days))
    at.fill("Begins", at.hour(begins))
    at.fill("Ends", at.hour(ends))
    at.choose("Room", room)
    at.choose("Lead trainer", trainer)
    at.fill("Seats", at.number(seats))
    at.unfold("Place, plan and code")
    at.choose("Plan item", course)
    at.press("Create course run")
    at.reads("Planned", context="course run")
    at.press("Open nominations")
    at.reads("Nominations open", context="course run")
    return at.page.url.rpartition("/")[2]


def confirm_everybody(at: Reader, course: str) -> None:
    """Take every nominee of a run, then let the roster stand."""
    at.go("Today", context="navigation")
    at.page.get_by_role("region", name=at.say("Nominations to decide")).get_by_text(course).click()
    at.page.wait_for_load_state("domcontentloaded")  # a click waits for the first byte of a page
    for box in at.page.locator("tbody").get_by_role("checkbox").all():
        box.check()
    at.press("Confirm", context="nomination")
    at.go("Course runs")
    at.follow_exactly(course)
    at.press("Confirm roster")
    at.page.get_by_role("dialog").get_by_role("button", name=at.say("Confirm roster")).click()
    at.reads("Confirmed", context="course run")


def close_run(at: Reader, course: str, reasons: Mapping[str, str]) -> None:
    """Close a run after a look at its results, which say why somebody does not pass."""
    at.go("Course runs")
    at.follow_exactly(course)
    at.tab("Results")
    for name, reason in reasons.items():
        expect(at.row(name)).to_contain_text(reason)
    at.follow("Close run")
    at.press("Close run")
    at.reads("Closed", context="course run")


def issue_certificates(at: Reader, count: int) -> None:
    """Issue those of the run that is open, and wait for their files."""
    label = at.count("Issue %(count)s certificate", "Issue %(count)s certificates", count)
    at.tab("Certificates")
    at.follow_exactly(label)
    with at.page.expect_navigation():  # before that the page without a notice is the one that asked
        at.press_exactly(label)
    deadline = clock.monotonic() + PATIENCE_SECONDS
    while at.page.locator(".alert.info").count():
        assert clock.monotonic() < deadline, "the certificates are not printed"
        clock.sleep(0.5)
        with at.page.expect_navigation():
            at.tab("Certificates")


def certificate_of(at: Reader, name: str) -> bytes:
    """The file of somebody's certificate, from the list of the run."""
    at.row(name).get_by_role("link").first.click()
    return at.download("Download PDF")


def address_on(pdf: bytes) -> str:
    """Where the QR code on a printed page leads."""
    (found,) = codes_in(images_of(pdf)[0])
    return found.text


# ---- the trainer


def enter_signed_sheet(at: Reader, absent: Iterable[str]) -> None:
    """Enter who was absent in the session that is due, by the rows of the sheet that was signed."""
    at.go("Today", context="navigation")
    at.follow("Take attendance")
    rows = [at.person(name).locator(".num").inner_text() for name in absent]
    at.follow("Enter from the signed sheet")
    at.fill("Rows of those absent", ", ".join(rows))
    at.press("Compare")
    for name in absent:
        at.reads_exactly(name)
    at.page.get_by_role("button", name=re.compile("^" + at.say("Save"))).click()
    at.reads("Everyone is marked.")
    at.follow("Back to the course run")


def take_attendance(at: Reader, marks: Mapping[str, str], minutes: Mapping[str, int]) -> int:
    """From the first screen mark the exceptions, then the rest present; returns the taps."""
    taps = [at.page.get_by_role("link", name=at.say("Take attendance"), exact=True)]
    for name, mark in marks.items():
        answer = at.say(mark, context="answer on a sheet, short")
        taps.append(at.person(name).get_by_text(answer, exact=True))
    taps.append(at.page.get_by_role("button", name=at.say("Rest present"), exact=True))
    for tap in taps:
        tap.tap()
    for name, present in minutes.items():
        at.person(name).get_by_label(at.say("Minutes present")).fill(at.number(present))
    at.page.get_by_role("button", name=re.compile("^" + at.say("Save"))).tap()
    at.reads("Everyone is marked.")
    at.follow("Back to the course run")
    return len(taps) + 1


def enter_marks(at: Reader, course: str, marks: Mapping[str, int]) -> None:
    at.go("My course runs")
    at.follow_exactly(course)
    at.tab("Marks")
    at.follow("Enter marks")
    for name, mark in marks.items():
        box = at.page.get_by_label(at.say("Mark of %(name)s", name=name), exact=True)
        box.fill(at.number(mark))
    at.press("Save marks")


# ---- the ministry and the trainee


def trained_in(at: Reader, region: str) -> int:
    """How many completions the report of the country counts for a region."""
    at.go("Reports")
    return at.number_in(at.row(region).get_by_role("cell").first)


def open_down_to_a_sheet(at: Reader, region: str, run: str, name: str) -> int:
    """From the report of the country to the marks of a session with somebody on it; returns the clicks."""
    steps = (
        at.row(region).get_by_role("cell").first.get_by_role("link"),
        at.row(name).get_by_role("link", name=run),
        at.page.get_by_role("link", name=re.compile("^" + at.say("Open sheet"))).first,
    )
    for step in steps:
        step.click()
    expect(at.person(name)).to_be_visible()
    return len(steps)
