"""The screens of figures: what they show, to whom, and where their numbers lead."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.attendance.models import Headcount
from lms.figures import services
from lms.organisation.services import move_unit
from lms.planning.models import PlanItemKind, StatedFigure
from lms.platform.db import db
from lms.scheduling.models import RunState
from tests.figures.facts import complete
from tests.support.factories import (
    CourseFactory,
    EnrolmentFactory,
    NominationFactory,
    PersonFactory,
    PlanFactory,
    PlanItemFactory,
    RunFactory,
    SessionFactory,
    UserFactory,
)
from tests.support.statements import counted_statements

PAGES = ("/overview", "/figures/trained", "/figures/explain")
ROWS = ("/figures/rows", "/figures/people", "/figures/seats", "/figures/my-staff")


@pytest.fixture
def year(tree):
    """A year with three completions by two people, and a workshop without names."""
    ministry, centre = tree["ministry"], tree["giza_centre"]
    plan = PlanFactory(unit=ministry, fiscal_year=2026)
    item = PlanItemFactory(plan=plan, runs_planned=3, seats_planned=6, quarter=2)
    workshop = PlanItemFactory(plan=plan, kind=PlanItemKind.WORKSHOP, seats_planned=84)
    run = RunFactory(
        course=CourseFactory(unit=ministry), plan_item=workshop, starts_on=None, ends_on=None
    )
    db.session.add(Headcount(course_run_id=run.id, women=34, men=50))
    mona, sara = PersonFactory(unit=centre), PersonFactory(unit=tree["qena_centre"])
    for person in (mona, sara, mona):
        run = RunFactory(course=CourseFactory(unit=ministry), plan_item=item, state=RunState.CLOSED)
        SessionFactory(run=run)
        complete(run, person, centre)
        services.count_run(run.id)
    db.session.commit()
    return plan


def reader(browser, tree, role: Role = Role.MINISTRY_ANALYST, place: str = "ministry"):
    return browser.sign_in(UserFactory(role=role, unit=tree[place]))


def words(response) -> str:
    """The text of a page, without its tags."""
    text = re.sub(
        r"<(script|style|svg).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True), flags=re.S
    )
    return re.sub(r"\s+", " ", text)


def links(response) -> list[str]:
    return [
        one.replace("&amp;", "&")
        for one in re.findall(r'href="([^"]+)"', response.get_data(as_text=True))
    ]


@pytest.mark.parametrize(
    "role",
    [Role.MINISTRY_ANALYST, Role.STATISTICS_READER, Role.COORDINATOR, Role.CENTRE_ADMINISTRATOR],
)
@pytest.mark.parametrize("place", ["country", "ministry", "giza", "giza_centre"])
def test_every_reader_of_figures_has_the_pages(browser, tree, year, role, place):
    visitor = reader(browser, tree, role, place)

    for url in PAGES:
        assert visitor.get(url).status_code == 200


def test_a_role_without_figures_has_none(browser, tree, year):
    trainer = reader(browser, tree, Role.TRAINER)

    assert {trainer.get(url).status_code for url in (*PAGES, *ROWS)} == {403}


def test_a6_the_statistics_reader_opens_no_rows_and_is_offered_none(browser, tree, year):
    statistics = reader(browser, tree, Role.STATISTICS_READER)

    assert {statistics.get(url).status_code for url in ROWS} == {403}
    for url in (*PAGES, f"/plans/{year.id}/actual"):
        assert not [link for link in links(statistics.get(url)) if link.split("?")[0] in ROWS]


@pytest.mark.parametrize("url", [*PAGES, *ROWS])
def test_a5_a_place_outside_the_scope_does_not_exist(browser, tree, year, url):
    coordinator = reader(browser, tree, Role.COORDINATOR, "qena")

    assert coordinator.get(f"{url}?unit=EG-GIZA").status_code == 404
    assert coordinator.get(f"{url}?unit=EG-QENA").status_code == 200


def test_s1_the_plan_page_states_seats_people_and_their_difference(browser, tree, year):
    page = words(reader(browser, tree).get(f"/plans/{year.id}/actual"))

    assert "3 of 6 seats planned" in page
    assert "50% of the seats in courses" in page
    assert "3 − 1 = 2: 1 completion is by somebody who is counted already." in page


def test_s1_the_strip_opens_exactly_its_rows(browser, tree, year):
    analyst = reader(browser, tree)
    page = analyst.get(f"/plans/{year.id}/actual")
    behind = next(link for link in links(page) if link.startswith("/figures/rows"))
    people = next(link for link in links(page) if link.startswith("/figures/people"))

    assert "3 rows" in words(analyst.get(behind))
    assert "2 rows" in words(analyst.get(people))


def test_s2_the_report_flags_those_without_names(browser, tree, year):
    page = words(reader(browser, tree).get("/figures/trained?by=governorate&year=2026"))

    assert "84 more took part and were counted without names." in page
    assert "Women: 34. Men: 50. Not recorded: 0." in page


@pytest.mark.parametrize("by", ["centre", "municipality", "governorate", "country"])
@pytest.mark.parametrize("basis", ["home", "now", "delivering"])
def test_the_command_line_gives_the_numbers_of_the_screen(app, browser, tree, year, by, basis):
    analyst = reader(browser, tree, place="country")
    file = analyst.get(f"/figures/trained?by={by}&basis={basis}&year=2026&format=csv").data
    shown = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    on_screen = {
        row["Code"]: [row[n] for n in ("Completions", "People", "Women", "Men", "Not recorded")]
        for row in shown
    }

    asked = ["figures", "trained", "--year", "2026", "--by", by, "--basis", basis]
    printed = app.test_cli_runner().invoke(args=[*asked, "--format", "json"])
    rows = json.loads(printed.output)

    numbers = ("completions", "people", "women", "men", "unknown")
    assert {
        r["code"]: [str(r[n]) for n in numbers] for r in rows if r["row"] == "place"
    } == on_screen
    page = words(analyst.get(f"/figures/trained?by={by}&basis={basis}&year=2026"))
    (total,) = [row for row in rows if row["row"] == "total"]
    assert f"Completions {total['completions']} " in page
    assert f"People {total['people']} " in page


def test_the_command_line_speaks_csv_and_tables(app, tree, year):
    run = app.test_cli_runner().invoke
    assert (
        "total,EG,EG,Egypt,3,2,2,0,0" in run(args=["figures", "trained", "--format", "csv"]).output
    )
    assert "total  EG" in run(args=["figures", "trained", "--by", "country"]).output
    assert run(args=["figures", "trained", "--course", "nothing"]).exit_code == 2
    assert run(args=["figures", "trained", "--country", "XX"]).exit_code == 2
    assert "counts made" in run(args=["figures", "rebuild"]).output


@pytest.mark.parametrize(
    "wrong", ["year=1999", "year=x", "basis=somewhere", "course=0x1", "sex=both"]
)
@pytest.mark.parametrize("url", ["/figures/trained", "/figures/rows", "/figures/people"])
def test_a_filter_that_means_nothing_is_said(browser, tree, year, url, wrong):
    response = reader(browser, tree).get(f"{url}?{wrong}")

    assert response.status_code == 400
    assert "What you asked for is not clear" in words(response)


def test_a_year_stays_on_the_way_to_a_place_where_nothing_happened_in_it(browser, tree, year):
    run = RunFactory(unit=tree["giza_centre"])
    complete(run, PersonFactory(), tree["giza_centre"], year=2019)
    services.count_run(run.id)

    answer = reader(browser, tree).get(f"/figures/trained?unit={tree['qena'].code}&year=2019")

    assert answer.status_code == 200
    assert "2019/20" in words(answer)


@pytest.mark.parametrize("wrong", ["by=street", "unit=nowhere"])
def test_an_address_that_means_nothing_is_not_found(browser, tree, year, wrong):
    assert reader(browser, tree).get(f"/figures/trained?{wrong}").status_code == 404


@pytest.mark.parametrize("wrong", ["plan=x", "plan=999999", "plan=99999999999999999999"])
def test_a_plan_that_is_not_there_is_not_found(browser, tree, year, wrong):
    assert reader(browser, tree).get(f"/figures/rows?{wrong}").status_code == 404


@pytest.mark.parametrize("url", [*PAGES, *ROWS])
def test_a_page_asks_the_same_few_questions_however_many_rows(app, browser, tree, year, url):
    analyst = reader(browser, tree)

    def asked() -> int:
        with counted_statements() as statements:
            assert analyst.get(url).status_code == 200
        return sum(one.lstrip().startswith(("SELECT", "WITH")) for one in statements)

    before = asked()
    for _number in range(3):
        run = RunFactory(course=CourseFactory(unit=tree["ministry"]), state=RunState.CLOSED)
        SessionFactory(run=run)
        for _person in range(3):
            complete(run, PersonFactory(unit=tree["giza_centre"]), tree["giza_centre"])
        services.count_run(run.id)

    assert asked() <= before
    if url in ("/figures/trained", *ROWS):
        assert before <= 10


def test_the_overview_says_what_needs_attention(browser, tree, year):
    ministry = tree["ministry"]
    late = RunFactory(
        course=CourseFactory(unit=ministry, name_en="Sign language"),
        state=RunState.OPEN,
        starts_on=date(2026, 7, 5),
        ends_on=date(2026, 7, 6),
    )
    SessionFactory(run=late)
    EnrolmentFactory(run=late, unit=tree["giza_centre"])
    NominationFactory(run=RunFactory(unit=ministry, starts_on=date(2036, 1, 1), ends_on=None))
    db.session.add(
        StatedFigure(
            code="TC",
            unit=ministry,
            measure="centres",
            value=301,
            baseline=290,
            target=314,
            name_en="Automated centres",
            source="an article",
        )
    )
    page = words(reader(browser, tree).get("/overview"))

    assert "Sign language Ended on 6 Jul 2026 and is not closed" in page
    assert "1 session is over and has trainees without a mark." in page
    assert "1 nomination waits for a decision" in page
    assert "Stated: 301, target 314, baseline 290. Reached: 45.8%." in page  # S22


def test_a_coordinator_sees_who_is_not_trained_yet(browser, tree, year):
    PersonFactory(full_name="Nobody Yet", unit=tree["giza_centre"])
    coordinator = reader(browser, tree, Role.COORDINATOR, "giza")

    page = words(coordinator.get("/figures/my-staff"))
    assert "Trained 1 of 2 staff" in page
    untrained = words(coordinator.get("/figures/my-staff?trained=no"))
    assert "Nobody Yet" in untrained
    assert "1 row" in untrained


def test_the_grid_of_staff_adds_no_people_up(browser, tree, year):
    """Mona has completed two courses and is one person: no sum over courses may say two."""
    page = reader(browser, tree, Role.COORDINATOR, "giza").get("/figures/my-staff")
    grid = re.search(r'<table class="heat.*?</table>', page.get_data(as_text=True), re.S)[0]

    assert 'class="tot"' not in grid
    assert "<tfoot>" not in grid


def test_from_the_number_to_the_sheet_in_three_clicks(browser, tree, year):
    analyst = reader(browser, tree)
    rows = next(
        link for link in links(analyst.get("/overview")) if link.startswith("/figures/rows")
    )
    attendance = next(link for link in links(analyst.get(rows)) if link.endswith("/attendance"))
    sheet = [
        link
        for link in links(analyst.get(attendance))
        if re.search(r"/sessions/1\b|/attendance/1\b", link)
    ]

    assert sheet


def test_a_place_that_left_stands_with_its_days_and_opens_its_rows(browser, tree, year):
    move_unit(tree["giza_city"], tree["qena"], on=date(2026, 11, 20))
    db.session.commit()
    analyst = reader(browser, tree)

    report = analyst.get("/figures/trained?unit=EG-GIZA&by=municipality")

    assert "Giza City up to 19 Nov 2026 · Qena" in words(report)
    of_city = f"of={tree['giza_city'].code}"
    (numbers,) = {link for link in links(report) if "/figures/rows" in link and of_city in link}
    page = words(analyst.get(numbers))
    assert "Giza City, as long as it lay in Giza" in page.replace("\u2068", "").replace(
        "\u2069", ""
    )
    assert "3 rows" in page
    assert "Giza City up to 19 Nov 2026" in words(analyst.get("/overview?unit=EG-GIZA"))
    file = analyst.get("/figures/trained?unit=EG-GIZA&by=municipality&format=csv").text
    assert "Giza City,up to 19 Nov 2026" in file
    assert analyst.get("/figures/rows?unit=EG-GIZA&by=municipality&of=EG-QENA").status_code == 404


def test_who_read_a_place_before_is_told_of_rows_that_open_elsewhere(browser, tree, year):
    move_unit(tree["giza_city"], tree["qena"], on=date(2026, 11, 20))
    db.session.commit()
    coordinator = reader(browser, tree, Role.COORDINATOR, "giza")

    for url in ("/figures/rows", "/figures/people"):
        assert "3 completions count here and are not listed" in words(coordinator.get(url))
