"""The list of what needs attention: made of rows that are there, each leading to where something can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from lms.figures.queries import attention as queries
from lms.figures.queries.overview import stated_targets
from lms.figures.rules import Progress, percent_of_target
from lms.figures.views.asked import Report, can_open
from lms.planning.models import StatedFigure
from lms.platform import clock
from lms.platform.i18n import _, _n, language
from lms.platform.i18n.dates import date_text, datetime_text
from lms.platform.i18n.numbers import number, percent
from lms.scheduling.models import CourseRun, RunState

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One thing to look at."""

    title: str
    text: str
    url: str | None
    picture: str
    kind: str
    code: str = ""


def attention(asked: Report, today: date, *, behind: Progress | None) -> list[Item]:
    """The most pressing first."""
    unit = asked.question.unit
    items = [*_behind(asked, behind)] if behind else []
    items += _not_closed(queries.not_closed(unit, today))
    items += _unmarked(queries.unmarked(unit))
    items += _nominations(asked, queries.waiting_nominations(unit))
    items += _objections(asked, *queries.waiting_objections(unit))
    items += _late_changes(
        asked.counted("late changes", queries.late_changes(unit, clock.now() - LATELY))
    )
    items += [_target(figure) for figure in stated_targets(asked.question)]
    return items


def _behind(asked: Report, progress: Progress) -> Iterator[Item]:
    yield Item(
        _("Completions are behind the plan"),
        _(
            "%(done)s completed, %(due)s planned by now.",
            done=number(progress.done),
            due=number(progress.due),
        ),
        asked.url("figures.explain"),
        "trending-up",
        "warn",
    )


def _not_closed(found: queries.Found) -> Iterator[Item]:
    for run, _count in found.runs:
        yield _item(
            run,
            _(
                "Ended on %(date)s and is not closed, so nobody in it is counted yet.",
                date=date_text(run.ends_on, "medium") if run.ends_on else "–",
            ),
            "outcomes.results",
            "outcomes.view",
            "danger",
        )
    if found.more:
        yield Item(
            _n(
                "%(count)s more course run has ended and is not closed",
                "%(count)s more course runs have ended and are not closed",
                found.more,
            ),
            _("Their results are not counted yet."),
            url_for("scheduling.runs", state=RunState.ENDED)
            if can_open("scheduling.runs", "scheduling.view")
            else None,
            "flag",
            "danger",
        )


def _unmarked(found: queries.Found) -> Iterator[Item]:
    for run, count in found.runs:
        yield _item(
            run,
            _n(
                "%(count)s session is over and has trainees without a mark.",
                "%(count)s sessions are over and have trainees without a mark.",
                count,
            ),
            "attendance.run_attendance",
            "attendance.view",
            "warn",
        )
    if found.more:
        yield Item(
            _n(
                "%(count)s more course run has sessions without marks",
                "%(count)s more course runs have sessions without marks",
                found.more,
            ),
            _("A run can be closed only when every session is marked."),
            None,
            "clipboard-check",
            "warn",
        )


def _item(run: CourseRun, text: str, endpoint: str, permission: str, kind: str) -> Item:
    url = url_for(endpoint, code=run.code) if can_open(endpoint, permission) else None
    picture = "flag" if kind == "danger" else "clipboard-check"
    return Item(run.course.name_in(language()), text, url, picture, kind, run.code)


def _nominations(asked: Report, waiting: queries.Waiting) -> Iterator[Item]:
    zone = asked.question.unit.country.timezone
    if waiting.since is not None:
        yield Item(
            _n(
                "%(count)s nomination waits for a decision",
                "%(count)s nominations wait for a decision",
                asked.counted("nominations", waiting.count),
            ),
            _("The oldest is of %(date)s.", date=datetime_text(waiting.since, zone, "medium")),
            url_for("enrolment.nominations")
            if can_open("enrolment.nominations", "enrolment.decide")
            else None,
            "user-plus",
            "info",
        )


def _objections(asked: Report, count: int, due_on: date | None) -> Iterator[Item]:
    if due_on is not None:
        yield Item(
            _n(
                "%(count)s objection waits for a decision",
                "%(count)s objections wait for a decision",
                asked.counted("objections", count),
            ),
            _("The first is due on %(date)s.", date=date_text(due_on, "medium")),
            url_for("outcomes.objections")
            if can_open("outcomes.objections", "objections.decide")
            else None,
            "message-report",
            "warn",
        )


def _late_changes(count: int) -> Iterator[Item]:
    if count:
        yield Item(
            _n(
                "%(count)s mark was changed after its sheet had locked",
                "%(count)s marks were changed after their sheets had locked",
                count,
            ),
            _("Within the last %(days)s days.", days=number(LATELY.days)),
            url_for("attendance.late_changes")
            if can_open("attendance.late_changes", "attendance.view")
            else None,
            "lock",
            "info",
        )


def _target(figure: StatedFigure) -> Item:
    """A target that somebody announced; what is reached of it is as stated, not as counted."""
    share = percent_of_target(figure.value or 0, figure.target, figure.baseline)
    return Item(
        figure.name_in(language()),
        _(
            "Stated: %(value)s, target %(target)s, baseline %(baseline)s. Reached: %(share)s.",
            value=_shown(figure.value),
            target=_shown(figure.target),
            baseline=_shown(figure.baseline),
            share=percent(None if figure.value is None else share),
        ),
        None,
        "target",
        "brand",
    )


def _shown(value: int | None) -> str:
    return "–" if value is None else number(value)
