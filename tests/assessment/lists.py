"""A list of marks as it is sent and as it stands."""

from __future__ import annotations

import re

from lms.accounts.roles import Role
from lms.assessment import queries, services
from lms.assessment.models import AssessmentKind
from tests.assessment.conftest import LAST_DAY
from tests.support.factories import actor

EXAM = "/runs/KPI-2026-03/marks/exam/1"


def scores(run, kind=AssessmentKind.EXAM) -> dict[int, list[int | None]]:
    test = next((one for one in queries.assessments(run) if one.kind is kind), None)
    found = queries.scores(test) if test else {}
    return {one: [entry.score for entry in attempts] for one, attempts in found.items()}


def typed_at(page: str, enrolment) -> str:
    field = re.search(rf'<input[^>]* name="mark_{enrolment.id}"[^>]*>', page)
    return re.search(r'value="([^"]*)"', field[0])[1] if field else ""


def given(run, kind=AssessmentKind.EXAM, attempt=1, **marks) -> None:
    test = next(one for one in services.ensure_assessments(run) if one.kind is kind)
    services.set_scores(
        test,
        attempt,
        {int(one.removeprefix("e")): mark for one, mark in marks.items()},
        taken_on=LAST_DAY,
        by=actor(Role.CENTRE_ADMINISTRATOR, run.unit),
        seen=0,
    )


PASTE = EXAM + "/paste"
