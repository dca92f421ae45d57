"""Entering marks on the screen: what is taken, what is refused where, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from lms.accounts.roles import Role
from lms.assessment import queries
from lms.platform import clock
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.assessment.lists import EXAM, PASTE, given, scores, typed_at
from tests.support.factories import EnrolmentFactory, PersonFactory, SessionFactory, UserFactory

NEXT_DAY = datetime(2026, 11, 20, 10, tzinfo=UTC)


def listed(people) -> str:
    return ",".join(str(one.id) for one in people)


def sent(people, *typed: str | None, **more: str) -> dict[str, str]:
    """A form as the page sends it; None is a ticked box for who was absent."""
    form = {"seen": "0", "listed": listed(people), "taken_on": "2026-11-19"}
    for one, text in zip(people, typed, strict=False):
        form |= {f"absent_{one.id}": "y"} if text is None else {f"mark_{one.id}": text}
    return form | more


def test_shows_a_field_and_a_box_for_each_and_the_day_of_the_last_session(signed_in, people):
    page = signed_in.get(EXAM).text

    assert page.count("data-cell") == 3
    assert page.count('type="checkbox" name="absent_') == 3
    assert 'value="2026-11-19"' in page
    assert "Mark of 100" in page


def test_a_pre_test_is_offered_for_the_first_day(signed_in, people):
    assert 'value="2026-11-15"' in signed_in.get("/runs/KPI-2026-03/marks/pre_test/1").text


def test_saves_marks_in_any_digits_and_absences_and_says_so(signed_in, run, people):
    amal, bassem, mona = people
    answer = signed_in.post(EXAM, sent(people, "٧٧٫٥", None, "58"), follow_redirects=True)

    assert scores(run) == {amal.id: [7750], bassem.id: [None], mona.id: [5800]}
    assert "The marks of 3 trainees are saved." in answer.text


def test_who_is_left_empty_has_no_mark(signed_in, run, people):
    signed_in.post(EXAM, sent(people, "", "60", ""))

    assert scores(run) == {people[1].id: [6000]}


def test_nothing_typed_is_said(signed_in, run, people):
    answer = signed_in.post(EXAM, sent(people, "", "", ""), follow_redirects=True)

    assert "No marks were typed" in answer.text
    assert scores(run) == {}


def test_the_same_list_sent_twice_adds_nothing(signed_in, run, people):
    assert [signed_in.post(EXAM, sent(people, "60")).status_code for _ in "12"] == [302, 302]
    assert scores(run) == {people[0].id: [6000]}


@pytest.mark.parametrize(
    "text",
    [
        "-1",
        "100.01",
        "101",
        "sixty",
        "70.123",
        "1,234",
        "9" * 1000,
        "6٫٧٨٩",
        "<b>",
        "=60",
        "١٠١",
        "1e2",
    ],
)
def test_a38_what_is_no_mark_is_refused_at_its_field_and_all_stays_typed(
    signed_in, run, people, text
):
    amal, bassem, mona = people
    answer = signed_in.post(EXAM, sent(people, "60", text, None, reason="Kept"))

    assert answer.status_code == 422
    assert f'id="mark_{bassem.id}-error"' in answer.text
    assert f'href="#mark_{bassem.id}"' in answer.text
    assert typed_at(answer.text, amal) == "60"
    assert typed_at(answer.text, bassem) == text.replace("<b>", "&lt;b&gt;")
    assert re.search(rf'name="absent_{mona.id}"[^>]* checked', answer.text)
    assert scores(run) == {}


def test_a_mark_and_an_absence_contradict_each_other(signed_in, run, people):
    form = sent(people, "60") | {f"absent_{people[0].id}": "y"}
    answer = signed_in.post(EXAM, form)

    assert (answer.status_code, scores(run)) == (422, {})
    assert "not both" in answer.text


def test_an_entered_mark_is_not_emptied(signed_in, run, people):
    given(run, **{f"e{people[0].id}": 6000})
    answer = signed_in.post(EXAM, sent(people, ""))

    assert answer.status_code == 422
    assert "is not emptied" in answer.text


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Enter a date."),
        ("yesterday", "Error:"),
        ("2026-11-20", "on its day or later"),
        ("2026-11-14", "this test cannot be earlier"),
    ],
)
def test_a_day_on_which_there_was_no_exam_is_refused_at_its_field(
    signed_in, run, people, day, said
):
    answer = signed_in.post(EXAM, sent(people, "60", taken_on=day))

    assert answer.status_code == 422
    assert 'id="taken_on-error"' in answer.text
    assert said in answer.text
    assert typed_at(answer.text, people[0]) == "60"
    assert scores(run) == {}


def test_s14_a_change_on_a_later_day_asks_why(signed_in, trainer_of_run, run, people):
    given(run, **{f"e{people[0].id}": 5800})
    form = sent(people, "68", seen="1000000")
    with clock.frozen(NEXT_DAY):
        refused = signed_in.sign_in(trainer_of_run).post(EXAM, form)
        saved = signed_in.post(EXAM, form | {"reason": "Page two was missed"})

    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    assert typed_at(refused.text, people[0]) == "68"
    assert saved.status_code == 302
    assert scores(run) == {people[0].id: [6800]}


def test_the_day_of_marks_that_are_there_is_corrected_by_a_box(signed_in, run, people):
    given(run, **{f"e{people[0].id}": 5800})
    signed_in.post(EXAM, sent(people, "58", taken_on="2026-11-18", redate="y", seen="1000000"))

    assert queries.exam_results(run.id)[people[0].id].taken_on == date(2026, 11, 18)


def test_a39_the_second_to_save_sees_both_marks_and_is_asked(signed_in, run, people):
    stale = sent(people, "68", "70")
    given(run, **{f"e{people[0].id}": 5800})

    answer = signed_in.post(EXAM, stale)

    assert answer.status_code == 409
    assert "at 12:00: 58" in answer.text
    assert typed_at(answer.text, people[0]) == "68"
    assert scores(run) == {people[0].id: [5800]}

    seen = re.search(r'name="seen" value="(\d+)"', answer.text)[1]
    assert signed_in.post(EXAM, stale | {"seen": seen}).status_code == 302
    assert scores(run) == {people[0].id: [6800], people[1].id: [7000]}


def test_somebody_of_another_run_is_not_on_the_list(signed_in, run, people):
    stranger = EnrolmentFactory()
    signed_in.post(EXAM, sent([*people, stranger], "60", "60", "60", "99"))

    assert stranger.id not in scores(run)


# Attempts


def test_s14_the_second_attempt_lists_who_did_not_pass_with_what_they_had(signed_in, run, people):
    amal, bassem, mona = people
    given(run, **{f"e{amal.id}": 5800, f"e{bassem.id}": 6000, f"e{mona.id}": None})
    page = signed_in.get("/runs/KPI-2026-03/marks/exam/2").text

    assert "Before: 58" in page
    assert "Before: Absent" in page
    assert "Bassem" not in page


def test_s14_a_re_sit_is_kept_beside_the_first_attempt(signed_in, run, people):
    given(run, **{f"e{people[0].id}": 5800})
    signed_in.post("/runs/KPI-2026-03/marks/exam/2", sent(people[:1], "61"))

    assert scores(run) == {people[0].id: [5800, 6100]}


def test_a_further_attempt_of_who_passed_is_refused_at_the_field(signed_in, run, people):
    given(run, **{f"e{people[0].id}": 6000})
    answer = signed_in.post("/runs/KPI-2026-03/marks/exam/2", sent(people[:1], "90"))

    assert answer.status_code == 422
    assert f'id="mark_{people[0].id}-error"' in answer.text


@pytest.mark.parametrize(
    "address", ["exam/3", "exam/0", "pre_test/2", "diagnostic/1", "exam/99999999999"]
)
def test_s14_an_attempt_or_test_that_the_run_has_not_is_not_found(signed_in, people, address):
    assert signed_in.get(f"/runs/KPI-2026-03/marks/{address}").status_code == 404


def test_before_anybody_sat_the_first_the_second_attempt_is_empty(signed_in, people):
    assert "Nobody is on this list" in signed_in.get("/runs/KPI-2026-03/marks/exam/2").text


# Long lists


def test_a_long_list_comes_in_small_pages_and_is_searched(signed_in, run):
    for n in range(1, 121):
        EnrolmentFactory(run=run, person=PersonFactory(full_name=f"Trainee {n:03}"))
    first, third = signed_in.get(EXAM), signed_in.get(EXAM + "?page=3")
    found = signed_in.get(EXAM + "?q=077").text

    assert first.text.count("data-cell") == 50
    assert third.text.count("data-cell") == 20
    assert "Trainee 077" in found
    assert found.count("data-cell") == 1
    assert len(first.data) < 60 * 1024


def test_a_filled_page_of_a_long_list_leads_to_the_next(signed_in, run):
    for n in range(60):
        EnrolmentFactory(run=run, person=PersonFactory(full_name=f"Trainee {n:03}"))
    some = list(db.session.scalars(queries.roster(run)))[:50]

    answer = signed_in.post(EXAM, sent(some, *["60"] * 50))

    assert answer.location.endswith(EXAM + "?page=2")


# Rights and states


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_the_marks_of_a_run_that_is_over_are_only_read(signed_in, run, people, state):
    given(run, **{f"e{people[0].id}": 5800})
    run.state = state

    page = signed_in.get(EXAM)

    assert "data-cell" not in page.text
    assert ">58<" in page.text
    assert signed_in.post(EXAM, sent(people, "60")).status_code == 409


def test_an_analyst_reads_and_does_not_write(browser, noon, ministry, trainer_of_run, people):
    analyst = browser.sign_in(UserFactory(role=Role.MINISTRY_ANALYST, unit=ministry))

    assert "data-cell" not in analyst.get(EXAM).text
    assert analyst.post(EXAM, sent(people, "60")).status_code == 403
    assert analyst.post(PASTE, {"column": "60"}).status_code == 403


ADDRESSES = [EXAM, "/runs/KPI-2026-03/marks", "/runs/KPI-2026-03/marks/exam/history/1"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_trainer_of_another_run_finds_nothing(browser, noon, trainer_of_run, address):
    other = SessionFactory(trainer=PersonFactory())
    stranger = UserFactory(
        role=Role.TRAINER, unit=other.run.unit, person=other.assignments[0].person
    )

    assert browser.sign_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STATISTICS_READER, Role.TRAINEE])
def test_who_has_no_right_to_marks_is_turned_away(browser, ministry, run, role, address):
    assert browser.sign_in(UserFactory(role=role, unit=ministry)).get(address).status_code == 403
