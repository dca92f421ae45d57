"""A63: somebody is erased: nothing tells who it was, certificates verify, no figure changes, the decision is kept."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String, Text, select

from lms.accounts.models import SignIn
from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.audit.queries import chain, reasons_astray
from lms.audit.rules import faults
from lms.certificates import services as certificates
from lms.certificates.errors import HolderErased
from lms.certificates.rules import Standing
from lms.certificates.services import files
from lms.enrolment.models import Enrolment, RunMessage, Ways
from lms.enrolment.services import add_person
from lms.home import rules, services
from lms.home.errors import (
    AlreadyAsked,
    AlreadyErased,
    NamesThePerson,
    OwnRequest,
    StillNeeded,
    WrongNumber,
)
from lms.home.invariants import invariants
from lms.home.models import ErasureState
from lms.home.queries import obstacles
from lms.home.queries.kept import Subject
from lms.home.services import erasing
from lms.jobs.models import Job
from lms.notifications.models import OutgoingMessage
from lms.notifications.services import send_text
from lms.people import services as people
from lms.people.errors import PersonErased
from lms.people.models import ImportState, RosterImport, RosterRow
from lms.people.queries import search
from lms.people.services import rosters
from lms.platform import clock, storage
from lms.platform.db import Base, db
from lms.platform.i18n import Preferences
from lms.platform.localised import LocalisedName
from lms.scheduling.models import RunState
from tests.home.erasable import CANARIES, leftovers, snapshot, world
from tests.home.test_kept_data import names_people
from tests.support.factories import PersonFactory, RunFactory, UserFactory, actor

COMING = {
    "starts_on": clock.today() + timedelta(days=20),
    "ends_on": clock.today() + timedelta(days=24),
}
COUNTED = ("trained_count", "trained_person", "headcount", "outcome")


@pytest.fixture
def she(app, monkeypatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    return world()


def asked(she):
    request = services.ask(Subject(she.person, she.account), "Letter 114", she.clerk)
    db.session.commit()
    return request


def erased(she):
    request = asked(she)
    services.erase(request, str(request.id), "The law allows it", she.decider)
    db.session.commit()
    return request


def test_a63_nothing_is_left_of_the_person_in_the_database_nor_in_files(she):
    assert len(leftovers(she.hidden)) > 40

    request = erased(she)

    assert leftovers(she.hidden) == []
    assert she.person.full_name == "شخص مُحيت بياناته"
    assert (she.person.birth_date, she.person.birth_year) == (None, None)
    assert request.state is ErasureState.ERASED


def test_a63_figures_stay_and_everything_still_holds(she):
    before = snapshot(COUNTED)
    facts = "enrolment_id", "person_id", "course_id", "unit_id", "completed_on", "sex", "age_band"
    completion = [Base.metadata.tables["completion"].c[name] for name in facts]
    completions = db.session.execute(select(*completion).order_by("enrolment_id")).all()

    erased(she)

    assert snapshot(COUNTED) == before
    assert db.session.execute(select(*completion).order_by("enrolment_id")).all() == completions
    assert {words: db.session.execute(query).all() for words, query in invariants()} == {
        words: [] for words, _query in invariants()
    }
    assert list(faults(chain(), [])) == []
    assert list(reasons_astray()) == []


def test_a63_certificates_verify_and_name_nobody(she):
    valid, revoked = she.certificates
    sha256 = valid.file_sha256

    erased(she)

    found = certificates.check(valid.code)
    assert (found.standing, found.initials, found.is_erased) == (Standing.VALID, (), True)
    assert found.certificate.file_sha256 == sha256  # a paper that was kept is still compared
    assert certificates.check(revoked.code).standing is Standing.REVOKED
    with pytest.raises(HolderErased):
        certificates.file_of(valid)


def test_a63_what_the_paper_said_is_sealed_and_opened_on_record(she):
    paper = certificates.file_of(she.certificates[0])
    erased(she)
    certificate = she.certificates[0]

    opened = certificates.open_archive(certificate, "A court asked")
    db.session.commit()

    with zipfile.ZipFile(BytesIO(opened)) as archive:
        assert archive.read(f"{certificate.serial}.pdf") == paper
        assert CANARIES["name"] in archive.read("payload.json").decode()
    event = db.session.query(AuditEvent).filter_by(action="certificates.open_archive").one()
    assert event.reason == "A court asked"


def test_a63_the_decision_is_recorded_and_names_nobody(she):
    request = erased(she)

    event = db.session.query(AuditEvent).filter_by(action="home.erase").one()
    assert (event.subject_type, event.subject_id) == ("person", str(she.person.id))
    assert event.reason == "The law allows it"
    assert event.details["request"] == request.id
    assert event.unit_id == she.place.id


def test_a63_the_account_is_closed_and_signed_out(she):
    erased(she)

    assert she.account.is_disabled
    assert db.session.query(SignIn).filter_by(user_id=she.account.id).count() == 0
    assert all(grant.ended_at for grant in she.account.grants)
    assert she.account.email.endswith("@erased.invalid")


def test_a63_nobody_finds_the_person_any_more(she):
    erased(she)
    for text in (CANARIES["name"], CANARIES["second"], "28801150212348", CANARIES["phone"]):
        assert db.session.scalars(search(text, she.clerk)).all() == []


def test_a63_nothing_is_added_to_the_record_any_more(she):
    erased(she)
    run = RunFactory(unit=she.place, state=RunState.CONFIRMED, **COMING)
    with pytest.raises(PersonErased):
        add_person(run, she.person, by=she.clerk)
    with pytest.raises(PersonErased):
        people.register_trainer(she.person, she.place, she.clerk)
    with pytest.raises(PersonErased):
        people.affiliate(she.person, she.place, None, None, she.clerk)


def test_a63_a_double_click_and_a_second_request_do_nothing(she):
    request = erased(she)
    decided_at, events = request.decided_at, db.session.query(AuditEvent).count()

    services.erase(request, str(request.id), "Again", she.decider)

    assert (request.decided_at, request.reason) == (decided_at, "The law allows it")
    assert db.session.query(AuditEvent).count() == events
    with pytest.raises(AlreadyErased):
        services.ask(Subject(she.person, None), "", she.clerk)


def test_a63_asking_twice_is_asking_once(she):
    asked(she)
    with pytest.raises(AlreadyAsked):
        services.ask(Subject(she.person, None), "Letter 115", she.clerk)


def test_a63_whoever_entered_it_does_not_decide(she):
    clerk = she.clerk
    request = services.ask(Subject(she.person, she.account), "Letter 114", clerk)
    with pytest.raises(OwnRequest):
        services.erase(request, str(request.id), "Mine", clerk)


def test_a63_whom_it_is_about_does_not_decide(she):
    request = asked(she)
    she.account.person_id = None
    db.session.flush()
    with pytest.raises(OwnRequest):
        services.refuse(request, "No", actor(Role.SYSTEM_ADMINISTRATOR, she.country, she.person))


def test_a63_a_seat_that_is_taken_stands_in_the_way(she):
    run = RunFactory(unit=she.place, code="NOW-1", state=RunState.CONFIRMED, **COMING)
    request = asked(she)
    add_person(run, she.person, by=she.clerk)
    db.session.commit()

    with pytest.raises(StillNeeded):
        services.erase(request, str(request.id), "Why not", she.decider)

    db.session.rollback()
    assert "NOW-1" in obstacles(Subject(she.person, she.account))[0]
    assert she.person.full_name == CANARIES["name"]
    assert request.state is ErasureState.WAITING


def test_a63_a_role_a_place_of_work_and_a_centre_stand_in_the_way(she):
    she.person.affiliations[0].ends_on = None
    people.register_trainer(she.person, she.place, she.clerk)
    she.account.grants[0].role = Role.COORDINATOR
    db.session.commit()
    assert len(obstacles(Subject(she.person, she.account))) == 3


def test_a63_a_staff_list_that_waits_and_names_her_stands_in_the_way(she):
    content = f"full name,phone\n{CANARIES['name']},\nOther,\n".encode()
    roster = rosters.receive(content, "staff.csv", she.place, she.clerk)
    roster.state = ImportState.PREVIEW
    request = asked(she)
    with pytest.raises(StillNeeded):
        services.erase(request, str(request.id), "Why not", she.decider)
    db.session.rollback()

    storage.remove(rosters.discard(db.session.get_one(RosterImport, roster.id), she.clerk))
    services.erase(request, str(request.id), "Why not", she.decider)
    db.session.commit()
    assert leftovers(she.hidden) == []


def test_a63_texts_to_the_telephone_and_messages_that_name_her_go(she):
    for number in ("+201098765432", "+201098765433"):
        send_text("notifications/sms/test", to=number, reader=Preferences())
    runs = select(Enrolment.course_run_id).filter_by(person_id=she.person.id)
    for n, said in enumerate((f"{CANARIES['name']} brings the list", "Room 2 tomorrow")):
        written = {"text": said, "fingerprint": str(n), "written_on": clock.today()}
        counts = dict.fromkeys(("by_mail", "by_sms", "unreached", "segments"), 0)
        run_id = db.session.scalars(runs).first()
        db.session.add(RunMessage(course_run_id=run_id, ways=Ways.MAIL, **written, **counts))
    db.session.commit()

    erased(she)

    assert [*db.session.scalars(select(OutgoingMessage.recipient))] == ["+201098765433"]
    assert sorted(db.session.scalars(select(RunMessage.text))) == ["", "Room 2 tomorrow"]


def test_a63_rows_about_others_stay(she):
    erased(she)
    assert [row.values for row in db.session.query(RosterRow)] == [{"full_name": "Somebody else"}]


@pytest.mark.parametrize("words", [CANARIES["name"], "the number 28801150212348", "0109 876 5432"])
def test_a63_what_is_kept_of_the_decision_does_not_name_the_person(she, words):
    request = asked(she)
    with pytest.raises(NamesThePerson):
        services.refuse(request, f"Not {words}", she.decider)


def test_a63_another_number_erases_nobody(she):
    request = asked(she)
    with pytest.raises(WrongNumber):
        services.erase(request, f"{request.id}0", "Slipped", she.decider)
    db.session.rollback()
    assert she.person.erased_at is None


def test_a63_refusing_keeps_everything_and_why(she):
    request = asked(she)
    services.refuse(request, "Kept by law until 2030", she.decider)
    db.session.commit()

    assert (request.state, request.reason) == (ErasureState.REFUSED, "Kept by law until 2030")
    assert she.person.full_name == CANARIES["name"]
    services.ask(Subject(she.person, None), "", she.clerk)  # may be asked for anew


def test_a63_broken_off_in_the_middle_it_leaves_everything(she, monkeypatch):
    request = asked(she)
    before = snapshot(("person", "user_account", "certificate", "affiliation", "enrolment"))
    monkeypatch.setattr(erasing, "request_job", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        services.erase(request, str(request.id), "Why not", she.decider)

    db.session.rollback()
    assert snapshot(tuple(before)) == before
    assert certificates.file_of(she.certificates[0])


def test_a63_files_are_removed_however_often_the_worker_dies(she, monkeypatch):
    """The job that removes them is written in the transaction that erases."""
    request = asked(she)
    monkeypatch.setattr("lms.jobs.queue.Queue.put", lambda *_args: None)  # the worker is away
    services.erase(request, str(request.id), "Why not", she.decider)
    db.session.commit()

    job = db.session.query(Job).filter_by(kind=erasing.REMOVE).one()
    assert len(job.payload["files"]) == 4  # three certificates and a list


def test_an_account_without_a_record_is_erased_alone(app):
    user = UserFactory(role=Role.MINISTRY_ANALYST, email="lonely@canary.example")
    other = PersonFactory(full_name="هدى علي ناصر")
    admin = actor(Role.SYSTEM_ADMINISTRATOR, user.grants[0].unit)
    by = actor(Role.MINISTRY_ANALYST, user.grants[0].unit)
    request = services.ask(Subject(None, user), "", by)
    db.session.commit()
    with pytest.raises(StillNeeded):
        services.erase(request, str(request.id), "Left", admin)
    db.session.rollback()
    user.grants[0].ends_on = user.created_at.date().replace(year=2020)
    db.session.commit()

    services.erase(request, str(request.id), "Left", admin)
    db.session.commit()

    assert leftovers(["lonely@canary.example"]) == []
    assert other.full_name == "هدى علي ناصر"
    assert other.erased_at is None


def texts(table):
    """The columns that may hold what somebody typed."""
    kinds = String | Text | JSON | LargeBinary
    return {
        c.name for c in table.columns if isinstance(c.type, kinds) and not isinstance(c.type, Enum)
    }


def test_a63_every_column_about_people_says_what_erasing_does_with_it():
    told = {*rules.DELETED, *rules.EMPTIED, *rules.STAYS, *rules.OTHERWISE}
    for table in Base.metadata.sorted_tables:
        if table.name in rules.DELETED:
            continue
        if table.name in rules.EMPTIED or table.name in rules.STAYS:
            emptied = set(rules.EMPTIED.get(table.name, ()))
            stays = set(rules.STAYS.get(table.name, "").split())
            assert not emptied & stays, table.name
            assert emptied | stays == set(table.columns.keys()), table.name
            continue
        assert not names_people(table) or table.name in told, table.name
        names = {key for key in vars(LocalisedName) if key.startswith(("name_", "sort_"))}
        typed = (
            texts(table) - names - {"folded_names"} if "name_en" in table.columns else texts(table)
        )
        assert typed == set(rules.FREE_TEXT.get(table.name, "").split()), table.name


def test_a63_the_rules_name_no_table_that_is_not_there():
    named = {*rules.DELETED, *rules.EMPTIED, *rules.STAYS, *rules.OTHERWISE, *rules.FREE_TEXT}
    assert named <= set(Base.metadata.tables)
