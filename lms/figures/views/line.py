"""The running total of completions against the plan, laid out over the months of the fiscal year."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from lms.figures.queries.overview import Plan, Points, month_starts
from lms.figures.rules import Question
from lms.organisation.queries import fiscal_years
from lms.platform.charts import LineChart, Series, line_chart
from lms.platform.i18n import direction
from lms.platform.i18n.calendars import to_calendar
from lms.platform.i18n.month_names import month_name
from lms.platform.i18n.numbers import number


@dataclass(frozen=True)
class RunningTotals:
    """The chart, and the same month by month as a table."""

    chart: LineChart
    rows: list[list[str]]
    done: int


def running_totals(question: Question, plan: Plan, done: Points, today: date) -> RunningTotals:
    """The plan over the whole year, what was completed until today."""
    starts = month_starts(question)
    _first, last = fiscal_years(question.unit).bounds(question.year)
    months = [_month(start, question) for start in starts]
    ends = [*(start - timedelta(days=1) for start in starts[1:]), last]
    until = min(today, last)
    actual = [point for point in done if point[0] <= last]
    return RunningTotals(
        chart=line_chart(
            [
                Series("plan", _steps(plan.points, starts, last, last) if plan.points else ()),
                Series("actual", _steps(actual, starts, until, last)),
            ],
            months,
            show=number,
            target=plan.seats,
            today=_across(today, starts, last) if starts[0] <= today <= last else None,
            direction=direction(),
        ),
        rows=[
            [month, number(_sum(plan.points, end)), number(_sum(actual, end))]
            for month, start, end in zip(months, starts, ends, strict=True)
            if start <= until
        ],
        done=_sum(actual, last),
    )


def _month(start: date, question: Question) -> str:
    calendar = question.unit.country.fiscal_calendar
    return month_name(to_calendar(start, calendar)[1], calendar, short=True)


def _sum(points: Points, until: date) -> int:
    return sum(count for day, count in points if day <= until)


def _steps(
    points: Points, starts: list[date], until: date, last: date
) -> list[tuple[float, float]]:
    """The corners of the line: it stays where it is until the day on which it rises."""
    reached = [point for point in points if point[0] <= until]
    heights = list(accumulate(count for _day, count in reached))
    corners: list[tuple[float, float]] = [(0, 0)]
    before = 0
    for (day, _count), height in zip(reached, heights, strict=True):
        at = _across(day, starts, last)
        corners += [(at, before), (at, height)]
        before = height
    return [*corners, (_across(until, starts, last), before)]


def _across(day: date, starts: list[date], last: date) -> float:
    """Where a day stands, in months since the year began."""
    if day < starts[0]:
        return 0
    month = bisect_right(starts, day) - 1
    following = starts[month + 1] if month + 1 < len(starts) else last
    length = max((following - starts[month]).days, 1)
    return min(month + (day - starts[month]).days / length, len(starts))
