"""The calendar of a centre, week by week."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.organisation import policy as organisation
from lms.organisation.models import OrgUnit
from lms.platform import clock
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.i18n.dates import range_text
from lms.scheduling import policy
from lms.scheduling.queries import WorkDays, choices
from lms.scheduling.queries import calendar as queries
from lms.scheduling.views.blueprint import bp
from lms.scheduling.views.choices import named
from lms.scheduling.views.week import WEEK, Week, bounds, days_of

FIRST, LAST = date(1950, 1, 1), date(2200, 1, 1)


@bp.get("/calendar")
@requires(policy.VIEW)
def calendar() -> ResponseReturnValue:
    viewer = current_actor()
    centres = list(db.session.scalars(queries.centres(viewer)))
    if not centres:
        return render_template("scheduling/no_calendar.html")
    centre = _chosen(centres)
    today = clock.today(centre.country.timezone)
    work = WorkDays(centre)
    days = days_of(work, _asked(today))
    rooms = list(db.session.scalars(choices.rooms(centre)))
    trainers = list(db.session.scalars(choices.trainers(centre, today)))
    sessions = queries.week(centre, *bounds(centre, days), rooms, trainers)
    may_plan = viewer.may(policy.MANAGE, at_unit=centre.id)
    week = Week(
        centre,
        work,
        days,
        today,
        sessions,
        rooms,
        trainers,
        visible=queries.visible_runs(viewer, sessions),
        overrides=queries.overrides(sessions),
        may_plan=may_plan,
    )
    kept: dict[str, Any] = {"centre": centre.id} if len(centres) > 1 else {}
    return render_template(
        "scheduling/calendar.html",
        week=week,
        heading=range_text(week.days[0], week.days[-1]),
        centre=centre,
        centres=named(centres),
        asked=days[0].isoformat(),
        before=url_for(".calendar", week=(days[0] - WEEK).isoformat(), **kept),
        after=url_for(".calendar", week=(days[0] + WEEK).isoformat(), **kept),
        now=url_for(".calendar", **kept),
        may_plan=may_plan,
        sees_centre=organisation.can_view(viewer, centre),
    )


def _chosen(centres: list[OrgUnit]) -> OrgUnit:
    wanted = request.args.get("centre", type=int)
    return next((centre for centre in centres if centre.id == wanted), centres[0])


def _asked(today: date) -> date:
    """The day in the address, or today; a week that nobody plans is the nearest that somebody may."""
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return today
    return min(max(day, FIRST), LAST)
