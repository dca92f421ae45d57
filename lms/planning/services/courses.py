"""Keeping the catalogue of courses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from lms.audit.rules import difference
from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.planning.errors import CourseCodeTaken, CourseInUse, PrerequisiteLoop, TrackElsewhere
from lms.planning.models import Course, ExcusedRule, JoiningRule, Programme, Topic, Track
from lms.planning.queries import references
from lms.planning.rules import asks_for
from lms.planning.services.names import Names, same_names, set_names
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language

OWN_TABLES = frozenset({"topic"})
"""What belongs to a course itself and is no history."""


@dataclass(frozen=True)
class Rules:
    """What it takes to pass a course. A run copies them when it opens."""

    minutes: int
    attendance_basis_points: int = 8000
    excused_rule: ExcusedRule = ExcusedRule.EXCLUDE
    joining_rule: JoiningRule = JoiningRule.WHOLE_RUN
    has_pre_test: bool = False
    has_post_test: bool = False
    has_exam: bool = True
    pass_mark: int = 6000
    max_attempts: int = 2
    validity_months: int | None = 24


def create_course(
    unit: OrgUnit,
    *,
    code: str,
    names: Names,
    rules: Rules,
    programme: Programme | None = None,
    track: Track | None = None,
    topics: Sequence[Names] = (),
    prerequisites: Sequence[Course] = (),
    is_demo: bool = False,
    by: Actor,
) -> Course:
    """Add a course to the catalogue; sent twice it is the same course."""
    known = db.session.scalar(select(Course).where(Course.code == code))
    if known is not None:
        if known.unit_id == unit.id and same_names(known, names):
            return known
        raise CourseCodeTaken
    course = Course(code=code, unit=unit, is_demo=is_demo, **asdict(rules))
    set_names(course, names)
    _place(course, programme, track)
    course.prerequisites = list(prerequisites)
    db.session.add(course)
    db.session.flush()
    set_topics(course, topics)
    record("planning.create_course", actor=by, subject=course, unit_id=unit.id)
    return course


def update_course(
    course: Course,
    *,
    names: Names,
    rules: Rules,
    programme: Programme | None = None,
    track: Track | None = None,
    topics: Sequence[Names] | None = None,
    prerequisites: Sequence[Course] = (),
    by: Actor,
) -> None:
    """Change a course. Runs that are open keep the rules they opened with (S10)."""
    for required in prerequisites:
        if asks_for(required, course):
            raise PrerequisiteLoop(course=required.name_in(language()))
    before = _facts(course)
    set_names(course, names)
    for name, value in asdict(rules).items():
        setattr(course, name, value)
    _place(course, programme, track)
    course.prerequisites = list(prerequisites)
    if topics is not None:
        set_topics(course, topics)
    db.session.flush()
    changed = difference(before, _facts(course))
    if changed["before"] != changed["after"]:
        record(
            "planning.update_course",
            actor=by,
            subject=course,
            unit_id=course.unit_id,
            details=changed,
        )


def _facts(course: Course) -> dict[str, object]:
    names = [*Rules.__dataclass_fields__, "programme_id", "track_id"]
    facts = {name: getattr(course, name) for name in names}
    facts["names"] = course.names
    facts["topics"] = [topic.id for topic in course.topics]
    facts["prerequisites"] = [required.id for required in course.prerequisites]
    return facts


def _place(course: Course, programme: Programme | None, track: Track | None) -> None:
    if track is not None and track.programme is not programme:
        raise TrackElsewhere
    course.programme, course.track = programme, track


def set_topics(course: Course, wanted: Sequence[Names]) -> None:
    """Give the course these topics in this order.

    A topic that keeps a name stays the same topic wherever it stands; one renamed in its place does too.
    """
    left = list(course.topics)
    kept: list[Topic | None] = []
    for names in wanted:
        same = next((topic for topic in left if _shares_a_name(topic, names)), None)
        if same is not None:
            left.remove(same)
        kept.append(same)
    topics = []
    for index, names in enumerate(wanted):
        topic = kept[index]
        if topic is None:
            topic = next((one for one in left if one.position == index + 1), None)
            if topic is not None:
                left.remove(topic)
        topic = topic or Topic()
        set_names(topic, names)
        topics.append(topic)
    _renumber(course, topics)


def _shares_a_name(topic: Topic, names: Names) -> bool:
    return any(name and topic.names.get(language) == name for language, name in names.items())


def _renumber(course: Course, topics: Sequence[Topic]) -> None:
    # Each position is unique in its course, so all of them step aside before they take their places.
    for index, topic in enumerate(topics):
        topic.position = -index - 1
    course.topics = list(topics)
    db.session.flush()
    for index, topic in enumerate(topics):
        topic.position = index + 1
    db.session.flush()


def archive_course(course: Course, *, by: Actor) -> None:
    """Take a course out of use; nothing of its history is lost."""
    _set_archived(course, True, "planning.archive_course", by)


def restore_course(course: Course, *, by: Actor) -> None:
    """Put an archived course into use again."""
    _set_archived(course, False, "planning.restore_course", by)


def _set_archived(course: Course, archived: bool, action: str, by: Actor) -> None:
    if course.is_archived is archived:
        return
    course.is_archived = archived
    db.session.flush()
    record(action, actor=by, subject=course, unit_id=course.unit_id)


def delete_course(course: Course, *, by: Actor) -> None:
    """Delete a course that was entered by mistake; refused where anything refers to it (A40)."""
    count = references(course, OWN_TABLES) - len(course.prerequisites)
    if count:
        raise CourseInUse(count=count)
    record(
        "planning.delete_course",
        actor=by,
        subject=course,
        unit_id=course.unit_id,
        details={"code": course.code},
    )
    db.session.flush()
    db.session.delete(course)
    db.session.flush()
