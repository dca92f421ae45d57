"""The catalogue of courses: who keeps it, what is refused, the rules in words."""

import pytest

from lms.accounts.roles import Role
from lms.audit.models import AuditEvent
from lms.planning import rules, services
from lms.planning.errors import (
    CourseCodeTaken,
    CourseInUse,
    NameMissing,
    PrerequisiteLoop,
    ProgrammeCodeTaken,
    TrackElsewhere,
    TrackInUse,
)
from lms.planning.models import Course, ExcusedRule, JoiningRule, Programme, Qualifier, Topic
from lms.planning.services import Rules
from lms.platform.db import db
from tests.support.factories import (
    CourseFactory,
    PlanItemFactory,
    ProgrammeFactory,
    RunFactory,
    SessionFactory,
    TrackFactory,
    UnitFactory,
    actor,
)

RULES = Rules(minutes=1500)


@pytest.fixture
def keeper(app):
    return actor(Role.CENTRE_ADMINISTRATOR)


def create(keeper, unit=None, **changes):
    values = {"code": "KPI", "names": {"en": "Indicators"}, "rules": RULES, "by": keeper}
    return services.create_course(unit or UnitFactory(), **{**values, **changes})


def change(course, keeper, **changes):
    values = {"names": course.names, "rules": RULES, "by": keeper}
    services.update_course(course, **{**values, **changes})


def test_a_name_in_one_language_is_enough(app, keeper):
    course = create(keeper, names={"ar": "مؤشرات الأداء", "en": ""})
    assert course.names == {"ar": "مؤشرات الأداء"}


def test_a_course_without_any_name_is_refused(app, keeper):
    with pytest.raises(NameMissing):
        create(keeper, names={"en": ""})


def test_a_code_names_one_course(app, keeper):
    create(keeper)
    with pytest.raises(CourseCodeTaken):
        create(keeper, names={"en": "Something else"})


def test_a_second_click_adds_no_second_course(app, keeper):
    unit = UnitFactory()
    assert create(keeper, unit) is create(keeper, unit)


def test_what_was_changed_is_on_record(app, keeper):
    course = create(keeper)
    change(course, keeper, rules=Rules(minutes=1800))
    event = db.session.query(AuditEvent).filter_by(action="planning.update_course").one()
    assert (event.details["before"], event.details["after"]) == (
        {"minutes": 1500},
        {"minutes": 1800},
    )


def test_saving_without_a_change_leaves_no_record(app, keeper):
    course = create(keeper)
    change(course, keeper)
    assert db.session.query(AuditEvent).filter_by(action="planning.update_course").count() == 0


def test_courses_cannot_ask_for_each_other(app, keeper):
    first, second, third = (CourseFactory() for _ in range(3))
    change(second, keeper, prerequisites=[first])
    change(third, keeper, prerequisites=[second])
    with pytest.raises(PrerequisiteLoop):
        change(first, keeper, prerequisites=[third])


def test_a_track_belongs_to_the_programme(app, keeper):
    track = TrackFactory()
    with pytest.raises(TrackElsewhere):
        change(CourseFactory(), keeper, programme=ProgrammeFactory(), track=track)


def test_topics_keep_their_order(app, keeper):
    course = create(keeper, topics=[{"en": "One"}, {"en": "Two"}])
    assert [(topic.position, topic.name_en) for topic in course.topics] == [(1, "One"), (2, "Two")]


def test_a_topic_that_moves_stays_the_same_topic(app, keeper):
    course = create(keeper, topics=[{"en": "One"}, {"en": "Two"}])
    ids = {topic.name_en: topic.id for topic in course.topics}
    services.set_topics(course, [{"en": "Two"}, {"en": "One"}, {"en": "Three"}])
    assert [topic.name_en for topic in course.topics] == ["Two", "One", "Three"]
    assert {name: ids[name] for name in ("One", "Two")} == {
        topic.name_en: topic.id for topic in course.topics if topic.name_en != "Three"
    }


def test_a_topic_renamed_in_its_place_stays_the_same_topic(app, keeper):
    course = create(keeper, topics=[{"en": "One"}, {"en": "Tow"}])
    session = SessionFactory(run=RunFactory(course=course), topic_id=course.topics[1].id)
    services.set_topics(course, [{"en": "One"}, {"en": "Two"}])
    assert session.topic.name_en == "Two"


def test_a_topic_left_out_is_gone(app, keeper):
    course = create(keeper, topics=[{"en": "One"}, {"en": "Two"}])
    services.set_topics(course, [{"en": "Two"}])
    assert db.session.query(Topic).count() == 1


def test_a40_a_course_with_runs_is_archived_not_deleted(app, keeper):
    course = RunFactory().course
    with pytest.raises(CourseInUse) as refusal:
        services.delete_course(course, by=keeper)
    assert "Archive it instead" in refusal.value.text
    services.archive_course(course, by=keeper)
    assert course.is_archived


def test_a40_a_course_in_a_plan_is_not_deleted(app, keeper):
    course = PlanItemFactory(course=CourseFactory()).course
    with pytest.raises(CourseInUse):
        services.delete_course(course, by=keeper)


def test_a_course_that_another_asks_for_is_not_deleted(app, keeper):
    required = CourseFactory()
    change(CourseFactory(), keeper, prerequisites=[required])
    with pytest.raises(CourseInUse):
        services.delete_course(required, by=keeper)


def test_a_course_made_by_mistake_is_deleted_with_its_topics(app, keeper):
    course = create(keeper, topics=[{"en": "One"}], prerequisites=[CourseFactory()])
    services.delete_course(course, by=keeper)
    assert db.session.query(Course).filter_by(code="KPI").count() == 0
    assert db.session.query(Topic).count() == 0


def test_an_archived_course_comes_back(app, keeper):
    course = CourseFactory(is_archived=True)
    services.restore_course(course, by=keeper)
    assert not course.is_archived


def test_a_programme_has_its_tracks_in_order(app, keeper):
    programme = services.create_programme(
        UnitFactory(),
        code="EGOV",
        names={"en": "E-governance"},
        tracks=[{"en": "Basic IT"}, {"en": "E-documents"}],
        by=keeper,
    )
    services.update_programme(
        programme,
        names=programme.names,
        tracks=[{"en": "Basic IT skills"}, {"en": "E-documents"}, {"en": "Management system"}],
        by=keeper,
    )
    assert [track.name_en for track in programme.tracks] == [
        "Basic IT skills",
        "E-documents",
        "Management system",
    ]


def test_a_track_with_courses_is_not_taken_away(app, keeper):
    track = TrackFactory()
    CourseFactory(programme=track.programme, track=track)
    with pytest.raises(TrackInUse):
        services.set_tracks(track.programme, [])


def test_a_code_names_one_programme(app, keeper):
    services.create_programme(UnitFactory(), code="P", names={"en": "One"}, by=keeper)
    with pytest.raises(ProgrammeCodeTaken):
        services.create_programme(UnitFactory(), code="P", names={"en": "Two"}, by=keeper)
    assert db.session.query(Programme).count() == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {},
            "At least 80% of the minutes held. Excused minutes are left out of the count."
            " Who joins late is measured against the whole run.",
        ),
        (
            {
                "attendance_basis_points": 7550,
                "excused_rule": ExcusedRule.COUNT,
                "joining_rule": JoiningRule.SINCE_JOINING,
            },
            "At least 75.5% of the minutes held. Excused minutes count as present."
            " Who joins late is measured against the sessions since joining.",
        ),
    ],
)
def test_says_the_attendance_rule_in_words(app, values, expected):
    assert rules.attendance_rule(CourseFactory(**values)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "No test."),
        (
            {"has_exam": True},
            "Exam, pass mark 60 of 100, at most 2 attempts.",
        ),
        (
            {"has_exam": True, "pass_mark": 6050, "max_attempts": 1, "has_pre_test": True},
            "Exam, pass mark 60.50 of 100, at most 1 attempt. A test before.",
        ),
        (
            {"has_pre_test": True, "has_post_test": True},
            "A test before and a test after show what was learnt.",
        ),
        ({"has_post_test": True}, "A test after."),
    ],
)
def test_says_the_tests_in_words(app, values, expected):
    assert rules.tests(CourseFactory(**values)) == expected


@pytest.mark.parametrize(
    ("months", "expected"),
    [(None, "Certificates do not expire."), (24, "Certificates are valid for 24 months.")],
)
def test_says_how_long_certificates_hold(app, months, expected):
    assert rules.validity(CourseFactory(validity_months=months)) == expected


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [
        (84, Qualifier.EXACT, "84"),
        (500, Qualifier.UP_TO, "up to 500"),
        (180, Qualifier.AVERAGE, "180 on average"),
        (210, Qualifier.TOTAL_NOT_SPLIT, "210 in all, not split"),
        (314, Qualifier.DERIVED, "314, calculated from stated figures"),
        (None, Qualifier.EXACT, "not stated"),
    ],
)
def test_says_a_stated_figure_as_it_was_stated(app, keeper, value, qualifier, expected):
    figure = services.state_figure(
        UnitFactory(),
        code="F",
        names={"en": "People"},
        measure="people",
        value=value,
        qualifier=qualifier,
        source="Announcement, line 1",
        by=keeper,
    )
    assert rules.stated(figure) == expected


def test_a_figure_stated_again_is_replaced(app, keeper):
    values = {"code": "F", "names": {"en": "Seats"}, "measure": "seats", "source": "l. 1"}
    unit = UnitFactory()
    first = services.state_figure(unit, value=210, by=keeper, **values)
    assert services.state_figure(unit, value=240, by=keeper, **values) is first
    assert first.value == 240


def test_adds_up_what_is_stated_and_says_how_often_nothing_is():
    assert rules.total([30, None, 30, None]) == (60, 2)
