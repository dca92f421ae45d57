"""The public holidays of a country: how they fall in a year, and keeping them."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.calendars import policy, queries, services
from lms.calendars.forms import HolidayForm
from lms.calendars.models import PublicHoliday
from lms.calendars.rules import CALENDARS, falls, rule_text
from lms.calendars.views.blueprint import bp
from lms.organisation.models import Country
from lms.organisation.reference import country_names
from lms.platform import clock
from lms.platform.access import current_actor, one_or_404, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import LANGUAGES, _, language
from lms.platform.typed import NotANumber, whole_number


@bp.get("/holidays")
@requires(policy.MANAGE)
def holidays() -> ResponseReturnValue:
    kept = queries.countries(current_actor())
    country = _country(kept)
    year = _year(request.args.get("year", ""), country)
    first, last = date(year, 1, 1), date(year, 12, 31)
    known = queries.holidays(country.code)
    fallen = sorted(
        (one for holiday in known for one in falls(holiday, first, last)),
        key=lambda one: (one.first, one.holiday.id),
    )
    shown = {one.holiday.id for one in fallen}
    return render_template(
        "calendars/holidays.html",
        country=country,
        countries=[(one.code, _name_of(one)) for one in kept],
        name=_name_of(country),
        year=year,
        fallen=fallen,
        others=[holiday for holiday in known if holiday.id not in shown],
        rule_text=rule_text,
        calendars=CALENDARS,
    )


@bp.get("/holidays/new")
@requires(policy.MANAGE)
def new_holiday() -> ResponseReturnValue:
    return _page(HolidayForm(), _country(queries.countries(current_actor())), None)


@bp.post("/holidays/new")
@requires(policy.MANAGE)
def add_holiday() -> ResponseReturnValue:
    country = _country(queries.countries(current_actor()))
    form = HolidayForm()
    if not form.validate_on_submit():
        return _page(form, country, None)
    try:
        holiday = services.add_holiday(country, form.holiday, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, country, None)
    return _saved(holiday)


@bp.get("/holidays/edit")
@requires(policy.MANAGE)
def edit_holiday() -> ResponseReturnValue:
    holiday = _holiday()
    return _page(HolidayForm(obj=holiday), _country_of(holiday), holiday)


@bp.post("/holidays/edit")
@requires(policy.MANAGE)
def change_holiday() -> ResponseReturnValue:
    holiday = _holiday()
    form = HolidayForm(obj=holiday)
    if not form.validate_on_submit():
        return _page(form, _country_of(holiday), holiday)
    try:
        services.change_holiday(holiday, form.holiday, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, _country_of(holiday), holiday)
    return _saved(holiday)


@bp.post("/holidays/remove")
@requires(policy.MANAGE)
def remove_holiday() -> ResponseReturnValue:
    holiday = _holiday()
    code, name = holiday.country_code, holiday.name_in(language())
    services.remove_holiday(holiday, by=current_actor())
    flash(_("No longer a public holiday: %(name)s.", name=name))
    return redirect(url_for(".holidays", country=code))


def _saved(holiday: PublicHoliday) -> ResponseReturnValue:
    flash(_("Saved as a public holiday: %(name)s.", name=holiday.name_in(language())))
    return redirect(url_for(".holidays", country=holiday.country_code))


def _page(
    form: HolidayForm, country: Country, holiday: PublicHoliday | None
) -> ResponseReturnValue:
    page = render_template(
        "calendars/holiday.html",
        form=form,
        country=country,
        holiday=holiday,
        name=_name_of(country),
        languages=[language(), *(code for code in LANGUAGES if code != language())],
    )
    return page, form.status


def _country(kept: list[Country]) -> Country:
    """The country that the address names; the first of those kept where it names none."""
    asked = request.args.get("country")
    for country in kept:
        if asked in (None, country.code):
            return country
    raise NotFound


def _holiday() -> PublicHoliday:
    """The holiday that the address names; where it names none, the list is the place to choose one."""
    if "id" not in request.args:
        abort(redirect(url_for(".holidays")))
    try:
        key = whole_number(request.args["id"])
    except NotANumber:
        raise NotFound from None
    return one_or_404(queries.holiday(key, current_actor()))


def _country_of(holiday: PublicHoliday) -> Country:
    kept = queries.countries(current_actor())
    return next(country for country in kept if country.code == holiday.country_code)


def _name_of(country: Country) -> str:
    names = country_names().get(country.code, {})
    return names.get(language()) or names.get("en") or country.code


def _year(asked: str, country: Country) -> int:
    try:
        year = whole_number(asked) if asked else clock.today(country.timezone).year
    except NotANumber:
        raise NotFound from None
    if not 1900 <= year <= 2200:
        raise NotFound
    return year
