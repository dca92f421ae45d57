"""What scheduling tells the slices below."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lms.organisation.models import OrgUnit
from lms.organisation.queries import Planned, planned_after
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import _, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.scheduling import queries


def sessions_after(unit: OrgUnit, day: date, viewer: Actor) -> Iterator[Planned]:
    """The sessions at a place after a day, each with its run, where it is moved."""
    for session in db.session.scalars(queries.sessions_after(unit, day, viewer)):
        yield Planned(
            _(
                "Session %(session)s of %(run)s (%(course)s)",
                session=number(session.number),
                run=session.run.code,
                course=isolated(session.run.course.name_in(language())),
            ),
            session.held_on,
            "scheduling.run",
            {"code": session.run.code},
        )


planned_after.append(sessions_after)
