"""The Hijri months of a year: how each is known, and entering what was announced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.calendars import policy, queries, services
from lms.calendars.forms import MonthForm
from lms.calendars.models import HijriMonth
from lms.calendars.rules import month_text, possible_days
from lms.calendars.views.blueprint import bp
from lms.platform import clock
from lms.platform.access import current_actor, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _, preferences
from lms.platform.i18n.calendars import Calendar, to_calendar
from lms.platform.i18n.calendars.hijri import (
    AS_CALCULATED,
    FIRST_YEAR,
    LAST_YEAR,
    HijriMonths,
    hijri_months,
)
from lms.platform.i18n.dates import date_text
from lms.platform.typed import NotANumber, whole_number


class Shown(NamedTuple):
    """A month as the table of a year shows it."""

    name: str
    first_day: str
    length: int
    decided: HijriMonth | None
    moved: bool
    url: str


@bp.get("/calendars")
@requires(policy.MANAGE)
def months() -> ResponseReturnValue:
    year = _year(request.args.get("year", ""))
    return render_template(
        "calendars/months.html",
        year=year,
        months=list(_months(year)),
        before=year - 1 if year > FIRST_YEAR else None,
        after=year + 1 if year < LAST_YEAR else None,
    )


@bp.get("/calendars/month")
@requires(policy.MANAGE)
def month() -> ResponseReturnValue:
    year, number = _month(request.args.get("month", ""))
    known = queries.month(year, number)
    chosen = known.starts_on if known else AS_CALCULATED.first_day(year, number)
    form = MonthForm(None, starts_on=chosen.isoformat(), source=known.source if known else "")
    return _page(form, year, number, known)


@bp.post("/calendars/month")
@requires(policy.MANAGE)
def decide_month() -> ResponseReturnValue:
    year, number = _month(request.args.get("month", ""))
    form = _offering(MonthForm(), year, number)
    if not form.validate_on_submit():
        return _page(form, year, number, queries.month(year, number))
    first_day = date.fromisoformat(form.starts_on.value)
    try:
        services.decide_month(year, number, first_day, source=form.source.value, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, year, number, queries.month(year, number))
    flash(_("%(month)s begins: %(day)s.", month=month_text(year, number), day=_day(first_day)))
    return redirect(url_for(".months", year=year))


@bp.post("/calendars/month/take-back")
@requires(policy.MANAGE)
def take_back_month() -> ResponseReturnValue:
    year, number = _month(request.args.get("month", ""))
    known = queries.month(year, number)
    if known is not None:
        services.take_back_month(known, by=current_actor())
        flash(_("%(month)s begins as calculated.", month=month_text(year, number)))
    return redirect(url_for(".months", year=year))


def _months(year: int) -> Iterator[Shown]:
    table, known = hijri_months(), queries.months_of(year)
    for number in range(1, 13):
        yield Shown(
            name=month_text(year, number),
            first_day=_day(table.first_day(year, number)),
            length=table.length(year, number),
            decided=known.get(number),
            moved=_moved(table, year, number),
            url=url_for(".month", month=f"{year}-{number:02}"),
        )


def _moved(table: HijriMonths, year: int, number: int) -> bool:
    return table.first_day(year, number) != AS_CALCULATED.first_day(year, number)


def _offering(form: MonthForm, year: int, number: int) -> MonthForm:
    calculated = AS_CALCULATED.first_day(year, number)
    form.starts_on.choices = [
        (
            day.isoformat(),
            _("%(day)s (as calculated)", day=_day(day)) if day == calculated else _day(day),
        )
        for day in possible_days(queries.decided(), year, number)
    ]
    return form


def _page(form: MonthForm, year: int, number: int, known: HijriMonth | None) -> ResponseReturnValue:
    _offering(form, year, number)
    name = f"{year}-{number:02}"
    page = render_template(
        "calendars/month.html",
        form=form,
        year=year,
        month=name,
        name=month_text(year, number),
        known=known,
    )
    return page, form.status


def _day(day: date) -> str:
    """A day with its weekday, in the reader's calendar but never in the one that is in question."""
    calendar = preferences().calendar
    return date_text(day, "weekday", "gregorian" if calendar == Calendar.HIJRI else calendar)


def _this_month() -> tuple[int, int]:
    return to_calendar(clock.today(), Calendar.HIJRI)[:2]


def _year(asked: str) -> int:
    try:
        year = whole_number(asked) if asked else _this_month()[0]
    except NotANumber:
        raise NotFound from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return year


def _month(asked: str) -> tuple[int, int]:
    """The month of an address such as 1448-09; this month where none is named."""
    if not asked:
        return _this_month()
    year, _hyphen, number = asked.partition("-")
    if not (number.isdecimal() and 1 <= int(number) <= 12):
        raise NotFound
    return _year(year), int(number)
