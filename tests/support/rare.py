"""States that the demonstration is seldom in, so that the screens for them can be looked at too.

python -m tests.support.rare      adds them to the register of LMS_INSTANCE
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path

from flask import current_app
from PIL import Image
from sqlalchemy import Select, select

from lms.accounts.actor import AccountActor, actor_for
from lms.accounts.models import UserAccount
from lms.app import create_app
from lms.attendance.models import Mark
from lms.attendance.queries import last_entry, sheet
from lms.attendance.rules import MarkInput
from lms.attendance.services import object_to, record, reopen_sheet
from lms.calendars.services import HolidayData, add_holiday
from lms.certificates.models import Certificate, CertificateState
from lms.certificates.services import revoke
from lms.enrolment.models import Enrolment
from lms.home.queries.kept import Subject
from lms.home.services import ask
from lms.merging.queries import preview
from lms.merging.rules import Side
from lms.merging.services import merge
from lms.organisation.models import OrgUnit
from lms.organisation.rules import Hours, Stated
from lms.organisation.services import say_working_time
from lms.people.models import Person
from lms.people.services.alike import find_alike
from lms.planning.services import create_plan, create_programme
from lms.platform import clock
from lms.platform.db import db, transaction
from lms.platform.i18n import LANGUAGES
from lms.platform.i18n.extraction import Message
from lms.scheduling.models import CourseRun, RunState
from lms.wording.pictures import FOLDER
from lms.wording.rules import key_of
from lms.wording.services import word
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    PersonFactory,
    PlanItemFactory,
    RunFactory,
    SessionFactory,
)
from tests.support.lms_command import live_later

WEEK = timedelta(weeks=1)


def add() -> None:
    """A plan, a programme, a revoked certificate, a request to erase, seven runs, two people alike."""
    centre, unit = _acting("centre")
    analyst, ministry = _acting("analyst")
    plan = create_plan(ministry, fiscal_year=2040, names={"en": "A plan of 2040"}, by=analyst)
    PlanItemFactory(plan=plan, position=1)
    create_programme(unit, code="RARE", names={"en": "A programme of the centre"}, by=centre)
    revoke(_certificate(unit), "Made out to somebody else", centre)
    eid = HolidayData("hijri", None, 10, 1, 3, {"en": "Eid al-Fitr", "ar": "عيد الفطر"})
    add_holiday(unit.country, eid)
    day, shorter = Hours(time(8), time(15)), Hours(time(9), time(14))
    say_working_time(unit, Stated(date(2026, 1, 1), hours=day, ramadan=shorter))
    ask(Subject(_certificate(unit).person, None), "Letter 114", centre)
    past, coming = _today(unit) - WEEK, _today(unit) + WEEK
    for code, hours, held_on, state in (
        ("RARE-READY", 6, past, RunState.ENDED),
        ("RARE-SHORT", 12, past, RunState.ENDED),
        ("RARE-COMING", 6, coming, RunState.CONFIRMED),
    ):
        run = _run(unit, code, hours, held_on, state)
        session, seat = SessionFactory(run=run), EnrolmentFactory(run=run, unit=unit)
        if held_on is past:
            record(session, {seat.id: MarkInput(Mark.PRESENT)}, by=centre, seen=0)
    _run(unit, "RARE-UNNAMED", 6, past, RunState.ENDED)
    _locked(unit, centre)
    _objected_to(unit)
    _twice(unit, centre)
    for name in ("هناء عبد الله رزق", "هناء عبدالله رزق منصور"):
        PersonFactory(full_name=name, unit=unit)
    find_alike()
    picture_screens(Path(current_app.instance_path) / FOLDER)
    word(Message("Take the announcement back"), "ka", ["განცხადების მოხსნა"], _acting("admin")[0])


def picture_screens(folder: Path) -> None:
    """Two screens with a picture and some messages, in every language, as `bin/tour` lays them down."""
    texts = ("Trainee", "Wording", "Language", "Message worded otherwise")
    keys = [key_of(Message(text)) for text in texts]
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True)
        listed = [
            {"name": name, "title": title, "address": f"/{name}", "messages": messages}
            for name, title, messages in (
                ("rare.first", "ZZ-1", keys),
                ("rare.second", "ZZ-2", keys[2:]),
            )
        ]
        (folder / f"{language}.json").write_text(json.dumps(listed), "utf-8")
        for screen in listed:
            file = folder / language / f"{screen['name']}.png"
            Image.new("P", (64, 48), 1).save(file)


def _locked(unit: OrgUnit, centre: AccountActor) -> None:
    """A run with two sheets that locked, of which one was reopened and filled in late."""
    run = _run(unit, "RARE-LOCKED", 12, _today(unit) - 2 * WEEK, RunState.ENDED)
    SessionFactory(run=run)
    late = SessionFactory(run=run, held_on=run.starts_on + timedelta(days=1))
    seat = EnrolmentFactory(run=run, unit=unit)
    reopen_sheet(late, until=_today(unit), reason="The paper sheet was found", by=centre)
    record(late, {seat.id: MarkInput(Mark.PRESENT)}, by=centre, seen=0)


def _objected_to(unit: OrgUnit) -> None:
    """A run of two sessions in which the trainee objects to one mark, and can object to the other."""
    trainer, trainee = _acting("trainer")[0], _acting("trainee")[0]
    run = _run(unit, "RARE-OBJECTED", 12, _today(unit) - timedelta(days=3), RunState.IN_PROGRESS)
    first = SessionFactory(run=run)
    second = SessionFactory(run=run, held_on=run.starts_on + timedelta(days=1))
    person = db.session.get_one(Person, trainee.person_id)
    seat = EnrolmentFactory(run=run, unit=unit, person=person)
    for session in (first, second):
        record(session, {seat.id: MarkInput(Mark.ABSENT)}, by=trainer, seen=0)
    object_to(sheet(first)[seat.id], "I signed in row 4 of the paper sheet.", by=trainee)


def _twice(unit: OrgUnit, centre: AccountActor) -> None:
    """Somebody who is on record three times: one record was merged, and one still differs from the one that stayed."""
    names = {"full_name": "رباب عبد المنعم حجازي", "second_name": "Rare Twice"}
    telephones = ("+201001112223", "+201004445556", None)
    stays, differs, went = (PersonFactory(**names, unit=unit, phone=one) for one in telephones)
    run = _run(unit, "RARE-TWICE", 6, _today(unit) - WEEK, RunState.ENDED)
    session = SessionFactory(run=run)
    for person, marked in ((stays, Mark.ABSENT), (differs, Mark.PRESENT)):
        seat = EnrolmentFactory(run=run, unit=unit, person=person)
        record(session, {seat.id: MarkInput(marked)}, by=centre, seen=last_entry(session))
    seen = preview(stays, went)
    chosen = {one.key: Side.KEPT for one in seen.conflicts}
    merge(stays, went, chosen, "The same ID card was shown", seen=seen.seen, by=centre)


def _acting(name: str) -> tuple[AccountActor, OrgUnit]:
    """One of the accounts of the demonstration, and where it acts."""
    whose = UserAccount.email.startswith(f"{name}@")
    (grant,) = db.session.scalars(select(UserAccount).where(whose)).one().grants
    return actor_for(grant.user, grant), grant.unit


def _today(unit: OrgUnit) -> date:
    """The day there, by which sheets lock: late in the evening in UTC it is the next one."""
    return clock.today(unit.country.timezone)


def _certificate(unit: OrgUnit) -> Certificate:
    query = (
        select(Certificate)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .where(CourseRun.unit_id == unit.id, Certificate.state == CertificateState.VALID)
        .where(Enrolment.person_id.not_in(_people_with_accounts()))
    )
    return db.session.scalars(query.order_by(Certificate.id).limit(1)).one()


def _people_with_accounts() -> Select[int]:
    """Those who look at their own record in the tests."""
    return select(UserAccount.person_id).where(UserAccount.person_id.is_not(None))


def _run(unit: OrgUnit, code: str, hours: int, held_on: date, state: RunState) -> CourseRun:
    """A run of one day of six hours, of a course that is to have these hours."""
    course = CourseFactory(unit=unit, code=code, name_en=f"Course of {code}", minutes=hours * 60)
    dates = {"starts_on": held_on, "ends_on": held_on}
    run: CourseRun = RunFactory(course=course, unit=unit, code=code, state=state, **dates)
    return run


if __name__ == "__main__":
    live_later()
    with create_app().app_context(), transaction():
        add()
