"""What was changed after the lock: for the ministry, and for the centre (S13)."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_

from lms.attendance import policy, queries
from lms.attendance.models import LateChange, LateWay
from lms.attendance.rules import in_words
from lms.attendance.views.blueprint import bp
from lms.enrolment.models import Enrolment
from lms.organisation.models import OrgUnit
from lms.organisation.queries import zone_of
from lms.people import queries as people
from lms.people.policy import EXPORT
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, _l, language
from lms.platform.i18n.numbers import number
from lms.platform.listing import Column, Empty, Filter, Listing, code, day_filters
from lms.platform.localised import sort_column
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import matching

WAYS = {
    LateWay.REOPENING: _l("Sheet reopened"),
    LateWay.OBJECTION: _l("Objection accepted"),
}


@bp.get("/late-changes")
@requires(policy.VIEW)
def late_changes() -> ResponseReturnValue:
    actor = current_actor()
    zone = ZoneInfo(zone_of(actor, policy.VIEW))
    listing = Listing(
        "late-changes",
        _("Late changes"),
        queries.late_changes(actor),
        _columns(zone),
        filters=_filters(zone),
        search=lambda query, text: query.where(
            or_(matching(text), Enrolment.person_id.in_(people.search(text, actor)))
        ),
        search_label=_("Name, run, course or centre"),
        default_sort="-when",
        exporting=EXPORT,
        empty=Empty(_("Nothing was changed after its sheet had locked"), icon="lock"),
    )
    return listing.respond("attendance/late_changes.html")


def _filters(zone: ZoneInfo) -> tuple[Filter, ...]:
    return (
        *day_filters(LateChange.changed_at, zone),
        Filter(
            "way",
            _("What allowed it"),
            [(way, str(label)) for way, label in WAYS.items()],
            apply=lambda query, way: query.where(LateChange.way == way),
        ),
        Filter(
            "run",
            _("Code of the course run"),
            apply=lambda query, code: query.where(CourseRun.code == code),
        ),
    )


def _columns(zone: ZoneInfo) -> tuple[Column, ...]:
    return (
        Column(
            "when",
            _("Changed at"),
            lambda row: row.changed_at.astimezone(zone),
            kind="datetime",
            sort=LateChange.id,
            url=_history,
            head=True,
        ),
        Column(
            "run",
            _("Course run"),
            lambda row: row.run.course.name_in(language()),
            note=_session,
            sort=(CourseRun.code, LateChange.id),
            export=lambda row: row.run.code,
        ),
        Column("session", _("Session"), _session_number, kind="number", screen=False),
        Column(
            "unit",
            _("Centre"),
            lambda row: row.run.unit.name_in(language()),
            sort=sort_column(OrgUnit, language()),
        ),
        Column("who", _("Trainee"), _trainee, sort=(*people.by_name(), LateChange.id)),
        Column("before", _("Before"), _before),
        Column("after", _("After"), _after),
        Column("way", _("What allowed it"), lambda row: str(WAYS[row.way])),
        Column("reason", _("Reason"), lambda row: row.reason),
        Column(
            "by",
            _("Changed by"),
            lambda row: row.changed_by.display_name if row.changed_by else None,
        ),
    )


def _history(row: LateChange) -> str:
    """The history of the mark, or the page on which people are counted."""
    run_code = row.run.code
    if row.entry is None:
        return url_for(".run_attendance", code=run_code)
    return url_for(
        ".history",
        code=run_code,
        number=row.entry.session.number,
        enrolment_id=row.entry.enrolment_id,
    )


def _session(row: LateChange) -> str:
    if row.entry is None:
        return code(row.run.code)
    return code(f"{row.run.code}/{row.entry.session.number}")


def _session_number(row: LateChange) -> int | None:
    return row.entry.session.number if row.entry else None


def _trainee(row: LateChange) -> str:
    return row.entry.enrolment.person.full_name if row.entry else _("Counted without names")


def _before(row: LateChange) -> str:
    if row.entry is None:
        return _count(row.counted_before)
    return in_words(row.entry.replaces) if row.entry.replaces else _("Not marked")


def _after(row: LateChange) -> str:
    return in_words(row.entry) if row.entry else _count(row.counted_after)


def _count(counts: Mapping[str, int] | None) -> str:
    known = counts or {}
    return _(
        "Women: %(women)s, men: %(men)s, not known: %(unknown)s.",
        **{name: number(known.get(name, 0)) for name in ("women", "men", "unknown")},
    )
