"""The fiscal year, the week and the hours of a place: what holds, what was said from which day on, and saying it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from lms.organisation import policy, queries, services
from lms.organisation.forms import WorkingTimeForm
from lms.organisation.models import OrgUnit, UnitSetting
from lms.organisation.queries import last_change
from lms.organisation.rules import WorkingTime, in_words, stated, weekdays_of
from lms.organisation.views.blueprint import bp, fetch
from lms.organisation.views.changes import said_meanwhile
from lms.platform import clock
from lms.platform.access import current_actor, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, language
from lms.platform.i18n.dates import date_text, range_text
from lms.platform.i18n.digits import digits
from lms.platform.i18n.lists import isolated

THINGS = {
    "fiscal": _l("Fiscal year begins on"),
    "weekend": _l("Weekend"),
    "first_weekday": _l("First day of the week"),
    "hours": _l("Working hours"),
    "other": _l("A day with other hours"),
    "ramadan": _l("Working hours in Ramadan"),
}
FIELDS = (
    "valid_from",
    "fiscal_day",
    "fiscal_month",
    "first_weekday",
    "opens_at",
    "closes_at",
    "ramadan_opens_at",
    "ramadan_closes_at",
    "other_weekday",
    "other_opens_at",
    "other_closes_at",
)
DAY = timedelta(days=1)


class Holds(NamedTuple):
    """One thing as it holds on a day, and who says so."""

    label: str
    value: str
    source: str


class Said(NamedTuple):
    """What the place says from a day on, named by that day, and up to which."""

    day: str
    first: str
    period: str
    values: list[tuple[str, str]]


@bp.get("/places/<string:code>/working-time")
@requires(policy.VIEW)
def working_time(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_view)
    known, today = queries.working_time(place), clock.today(place.country.timezone)
    return render_template(
        "organisation/working_time.html",
        unit=place,
        holds=list(_holds(place, known, today)),
        years=list(_years(known, today)),
        said=list(_said(place)),
        labels=[str(label) for label in THINGS.values()],
        may_manage=policy.can_manage(current_actor(), place),
    )


@bp.get("/places/<string:code>/working-time/change")
@requires(policy.MANAGE)
def change_working_time(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    row = _asked(place)
    known = {"valid_from": clock.today(place.country.timezone) + DAY}
    if row is not None:
        weekend = sorted(weekdays_of(row.weekend or 0))
        known = {name: getattr(row, name) for name in FIELDS} | {"weekend": weekend}
    form = WorkingTimeForm(None, data=known)
    form.seen.data = str(last_change(place))
    return _page(form, place, row)


@bp.post("/places/<string:code>/working-time/change")
@requires(policy.MANAGE)
def say_working_time(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    row, form, calendar = _asked(place), WorkingTimeForm(), place.country.fiscal_calendar
    form.offer(calendar)
    if not form.validate_on_submit():
        return _page(form, place, row)
    if meanwhile := said_meanwhile(place, form.seen.data):
        form.add_error(None, meanwhile)
        form.seen.typed = form.seen.data = str(last_change(place))
        return _page(form, place, row)
    try:
        said = form.said(calendar)
        services.say_working_time(place, said, instead_of=row, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, place, row)
    flash(_("It holds from %(day)s on.", day=date_text(form.valid_from.value, "weekday")))
    return redirect(url_for(".working_time", code=code))


@bp.post("/places/<string:code>/working-time/take-back")
@requires(policy.MANAGE)
def take_back_working_time(code: str) -> ResponseReturnValue:
    place = fetch(code, policy.can_manage)
    row = _asked(place)
    if row is not None:
        day = date_text(row.valid_from, "weekday")
        services.take_back_working_time(place, row, by=current_actor())
        flash(_("What was said from %(day)s on is taken back.", day=day))
    return redirect(url_for(".working_time", code=code))


def _asked(place: OrgUnit) -> UnitSetting | None:
    """What the place says from the day that the address names; none where it names no day, or nothing is said."""
    asked = request.args.get("from")
    if asked is None:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise NotFound from None
    return db.session.scalar(select(UnitSetting).filter_by(unit_id=place.id, valid_from=day))


def _holds(place: OrgUnit, known: WorkingTime, today: date) -> Iterator[Holds]:
    above = {one.id: one.name_in(language()) for one in queries.path(place)}
    for thing, label in THINGS.items():
        value, unit_id = known.held(thing, today)
        if value is None:
            source = ""
        elif unit_id == place.id:
            source = _("said here")
        elif unit_id is None:
            source = _("as in the whole country")
        else:
            source = _("as in %(place)s", place=isolated(above[unit_id]))
        yield Holds(str(label), in_words(thing, value) or _("not stated"), source)


def _years(known: WorkingTime, today: date) -> Iterator[tuple[str, str]]:
    """The fiscal year before, the present one and the two to come, each with its days."""
    years = known.fiscal_years
    present = years.of(today)
    for year in range(present - 1, present + 3):
        yield digits(years.name(year)), range_text(*years.bounds(year))


def _said(place: OrgUnit) -> Iterator[Said]:
    """What was said, the latest first."""
    rows = queries.settings_of(place)
    for row, following in reversed(list(zip_longest(rows, rows[1:]))):
        end = following.valid_from - DAY if following else None
        one = stated(row, place.country.fiscal_calendar)
        first = date_text(one.valid_from, "medium")
        yield Said(
            day=one.valid_from.isoformat(),
            first=first,
            period=range_text(one.valid_from, end, "medium")
            if end
            else _("from %(day)s on", day=first),
            values=[
                (str(label), in_words(thing, getattr(one, thing)) or _("as above"))
                for thing, label in THINGS.items()
            ],
        )


def _page(form: WorkingTimeForm, place: OrgUnit, row: UnitSetting | None) -> ResponseReturnValue:
    form.offer(place.country.fiscal_calendar)
    day = form.valid_from.data or clock.today(place.country.timezone)
    above = queries.working_time(place).above(place.id)
    page = render_template(
        "organisation/working_time_form.html",
        form=form,
        unit=place,
        row=row,
        above={thing: in_words(thing, above.held(thing, day).value) for thing in THINGS},
    )
    return page, form.status
