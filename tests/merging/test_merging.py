"""Who merges which records, what stands in the way, and what two who are at it at once come to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lms.accounts.models import UserAccount
from lms.accounts.roles import Role
from lms.attendance.models import Mark
from lms.audit.models import AuditEvent
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.enrolment.services import add_person, withdraw
from lms.home import services as home
from lms.home.queries.kept import Subject, kept_about
from lms.merging import queries, services
from lms.merging.errors import (
    ChangedMeanwhile,
    ChangedSince,
    ChoiceMissing,
    InTheWay,
    LaterMerge,
    MergedAlready,
    NothingRemembered,
    NotPassedAnyMore,
    OwnRecord,
    SameRecord,
    SeatGone,
)
from lms.merging.models import PersonMerge
from lms.merging.rules import Side
from lms.merging.services import merging
from lms.objections.models import Objection, ObjectionKind
from lms.outcomes import services as outcomes
from lms.people import services as people
from lms.people.errors import PersonMerged
from lms.people.models import Affiliation
from lms.people.rules import PersonData
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.merging.records import broken, merged, place_of_work, rows_about
from tests.outcomes.ledger import enrol, mark, run_with_sessions
from tests.support.factories import PersonFactory, RunFactory, UnitFactory, UserFactory, actor

NUMBERS = ("29001011234581", "28801150212348")
COMING = {
    "starts_on": clock.today() + timedelta(days=20),
    "ends_on": clock.today() + timedelta(days=24),
}


class Pair:
    """Two records at one place of work, and nothing else."""

    def __init__(self) -> None:
        self.place = UnitFactory(code="QENA")
        self.kept = PersonFactory(full_name="منى أحمد السيد")
        self.other = PersonFactory(full_name="مني احمد السيد")
        place_of_work(self.kept, self.place, job_title="Clerk")
        place_of_work(self.other, self.place, job_title="Head clerk")
        self.officer = actor(Role.COORDINATOR, self.place)
        db.session.commit()


@pytest.fixture
def pair(app):
    return Pair()


def kinds(pair) -> list[str]:
    return [one.kind for one in queries.preview(pair.kept, pair.other).obstacles]


def test_nothing_is_done_before_every_choice_is_made(pair):
    before = rows_about(pair.kept, pair.other)
    preview = queries.preview(pair.kept, pair.other)
    assert [one.key.split("-")[0] for one in preview.conflicts] == ["fact", "work"]
    some = {preview.conflicts[0].key: Side.KEPT}

    with pytest.raises(ChoiceMissing):
        services.merge(pair.kept, pair.other, some, "Card", seen=preview.seen, by=pair.officer)

    db.session.rollback()
    assert rows_about(pair.kept, pair.other) == before


def test_what_was_decided_on_has_to_be_what_there_is(pair):
    seen = queries.preview(pair.kept, pair.other).seen
    pair.other.full_name = "منى احمد سيد"
    db.session.commit()
    preview = queries.preview(pair.kept, pair.other)
    choices = {one.key: Side.KEPT for one in preview.conflicts}
    with pytest.raises(ChangedMeanwhile):
        services.merge(pair.kept, pair.other, choices, "Card", seen=seen, by=pair.officer)


def test_the_facts_that_were_chosen_stand_and_what_lacks_is_filled_in(pair):
    pair.other.second_name, pair.other.phone, pair.kept.phone = "Mona", "+2010", "+2011"
    db.session.commit()
    assert queries.preview(pair.kept, pair.other).filled_in == ["second_name"]

    merged(pair, {"fact-phone": Side.KEPT})

    kept = pair.kept
    assert (kept.full_name, kept.second_name, kept.phone) == ("مني احمد السيد", "Mona", "+2011")
    (place,) = db.session.query(Affiliation).filter_by(person_id=kept.id)
    assert place.job_title == "Head clerk"
    assert pair.other.merged_into_id == kept.id


def test_numbers_of_one_country_that_differ_stand_in_the_way(pair):
    for person, number in zip((pair.kept, pair.other), NUMBERS, strict=True):
        data = PersonData(full_name=person.full_name, country="EG", national_id=number)
        people.update_person(person, data, pair.officer)
    db.session.commit()
    assert kinds(pair) == ["numbers"]
    with pytest.raises(InTheWay):
        merged(pair)


def test_a_number_comes_along_and_goes_back(pair):
    data = PersonData(full_name=pair.other.full_name, country="EG", national_id=NUMBERS[0])
    people.update_person(pair.other, data, pair.officer)
    db.session.commit()
    before = rows_about(pair.kept, pair.other)

    made = merged(pair)

    assert pair.kept.national_id_last4 == NUMBERS[0][-4:]
    assert pair.other.national_id_hash is None
    services.undo(made, "Sisters", pair.officer)
    db.session.commit()
    assert rows_about(pair.kept, pair.other) == before


def test_what_waits_for_somebody_stands_in_the_way(pair):
    run = run_with_sessions(1, unit=pair.place)
    seats = [enrol(run, unit=pair.place, person=one) for one in (pair.kept, pair.other)]
    entry = mark(run.sessions[0], seats[1], Mark.ABSENT)
    objection = Objection(
        kind=ObjectionKind.ATTENDANCE_MARK,
        subject_id=entry.id,
        person_id=pair.other.id,
        unit_id=pair.place.id,
        text="I was there",
        due_on=clock.today(),
    )
    db.session.add(objection)
    home.ask(Subject(pair.other, None), "Letter 1", pair.officer)
    assert kinds(pair) == ["erasure", "objection"]


def test_whoever_it_is_about_does_not_merge(pair):
    preview = queries.preview(pair.kept, pair.other)
    choices = {one.key: Side.KEPT for one in preview.conflicts}
    for mine in (
        actor(Role.COORDINATOR, pair.place, pair.other),
        actor(Role.COORDINATOR, pair.place, pair.kept),
    ):
        with pytest.raises(OwnRecord):
            services.merge(pair.kept, pair.other, choices, "Me", seen=preview.seen, by=mine)
    with pytest.raises(SameRecord):
        services.merge(pair.kept, pair.kept, {}, "Me", seen="", by=pair.officer)


def test_a_passed_run_stays_passed(pair):
    run = run_with_sessions(2, unit=pair.place)
    enrol(run, 360, 360, unit=pair.place, person=pair.kept)
    enrol(run, 360, Mark.ABSENT, unit=pair.place, person=pair.other)
    outcomes.close_run(run, pair.officer)
    db.session.commit()
    before = rows_about(pair.kept, pair.other)

    with pytest.raises(NotPassedAnyMore):
        merged(pair)  # absent, as the other record says

    db.session.rollback()
    assert rows_about(pair.kept, pair.other) == before


def test_a_second_click_and_a_second_officer_change_nothing(pair):
    made = merged(pair)
    events = db.session.query(AuditEvent).count()

    again = services.merge(pair.kept, pair.other, {}, "Again", seen="", by=pair.officer)

    assert again.id == made.id
    with pytest.raises(MergedAlready):  # the other way round, at the same time
        services.merge(pair.other, pair.kept, {}, "Other way", seen="", by=pair.officer)
    services.undo(made, "Sisters", pair.officer)
    undone_at = made.undone_at
    services.undo(made, "Once more", pair.officer)
    assert (made.undone_at, made.undo_reason) == (undone_at, "Sisters")
    assert db.session.query(AuditEvent).count() == events + 1


def test_broken_off_in_the_middle_it_leaves_everything(pair, monkeypatch):
    before = rows_about(pair.kept, pair.other)
    monkeypatch.setattr(merging, "recount_people", lambda *_ids: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        merged(pair)

    db.session.rollback()
    assert rows_about(pair.kept, pair.other) == before
    assert db.session.query(PersonMerge).count() == 0


def test_nothing_is_added_to_a_merged_record(pair):
    merged(pair)
    run = RunFactory(unit=pair.place, state=RunState.CONFIRMED, **COMING)
    with pytest.raises(PersonMerged):
        add_person(run, pair.other, by=pair.officer)
    with pytest.raises(PersonMerged):
        people.register_trainer(pair.other, pair.place, pair.officer)


def test_it_is_recorded_with_the_choices_and_without_a_name(pair):
    made = merged(pair)
    event = db.session.query(AuditEvent).filter_by(action="merging.merge").one()
    assert event.subject_id == str(pair.kept.id)
    assert event.details["merged"] == pair.other.id
    assert set(event.details["chosen"].values()) == {"other"}
    assert event.reason == made.reason
    assert pair.other.full_name.encode() not in (made.changes_sealed or b"")


def test_a_seat_is_free_for_others_and_given_back_while_there_is_one(pair):
    run = RunFactory(unit=pair.place, state=RunState.CONFIRMED, capacity=2, **COMING)
    waiting = PersonFactory(unit=pair.place)
    for person in (pair.kept, pair.other, waiting):
        add_person(run, person, by=pair.officer)
    db.session.commit()

    made = merged(pair)

    assert run.seats_taken == 2
    assert broken() == {}
    with pytest.raises(SeatGone):
        services.undo(made, "Sisters", pair.officer)
    db.session.rollback()
    seat = db.session.query(Enrolment).filter_by(person_id=waiting.id).one()
    assert seat.state is EnrolmentState.ENROLLED
    withdraw(seat, "Ill", by=pair.officer)
    services.undo(made, "Sisters", pair.officer)
    db.session.commit()
    assert broken() == {}


def test_what_happened_since_stays_and_is_listed(pair):
    made = merged(pair)
    run = RunFactory(unit=pair.place, state=RunState.CONFIRMED, **COMING)
    seat = add_person(run, pair.kept, by=pair.officer)
    pair.kept.phone = "+2012"
    db.session.commit()
    assert services.since(made) == {"enrolment": [seat.id]}

    services.undo(made, "Sisters", pair.officer)
    db.session.commit()

    assert seat.person_id == pair.kept.id
    assert pair.kept.phone == "+2012"
    assert broken() == {}


def test_what_was_changed_since_is_not_guessed(pair):
    made = merged(pair)
    (place,) = db.session.query(Affiliation).filter_by(person_id=pair.kept.id)
    db.session.delete(place)
    db.session.commit()
    before = rows_about(pair.kept, pair.other)
    with pytest.raises(ChangedSince):
        services.undo(made, "Sisters", pair.officer)
    db.session.rollback()
    assert rows_about(pair.kept, pair.other) == before


def test_what_was_merged_last_is_parted_first(pair):
    third = PersonFactory(full_name="منى السيد", unit=pair.place)
    db.session.commit()
    before = rows_about(pair.kept, pair.other, third)
    first = merged(pair)
    pair.other, pair.kept = pair.kept, third
    second = merged(pair)
    assert {one.merged_into_id for one in (first.kept, first.merged)} == {third.id}
    assert broken() == {}

    with pytest.raises(LaterMerge):
        services.undo(first, "Sisters", pair.officer)
    services.undo(second, "Sisters", pair.officer)
    services.undo(first, "Sisters", pair.officer)
    db.session.commit()

    assert rows_about(first.kept, first.merged, third) == before
    assert broken() == {}


def test_erasing_reaches_merged_records_their_accounts_and_what_was_remembered(pair):
    pair.other.phone = "+201098765432"
    for person in (pair.kept, pair.other):
        UserFactory(role=Role.TRAINEE, unit=pair.place, person=person)
    made = merged(pair, {"fact-phone": Side.KEPT})
    about = kept_about(Subject(pair.kept, None))
    assert {row["id"] for row in about["person"]} == {pair.kept.id, pair.other.id}
    for place in db.session.query(Affiliation):
        place.ends_on = clock.today()
    request = home.ask(Subject(pair.kept, None), "Letter 114", pair.officer)
    db.session.commit()

    decider = actor(Role.SYSTEM_ADMINISTRATOR, pair.place)
    home.erase(request, str(request.id), "The law", decider)
    db.session.commit()

    db.session.expire_all()
    assert (made.changes_sealed, made.reason) == (None, "")
    assert (pair.other.phone, pair.other.folded_name) == (None, "")
    assert pair.other.erased_at is not None
    closed = db.session.query(UserAccount).filter(UserAccount.erased_at.is_not(None)).all()
    assert [one.is_disabled for one in closed] == [True, True]
    with pytest.raises(NothingRemembered):
        services.undo(made, "Sisters", pair.officer)
