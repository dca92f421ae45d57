"""What follows from a country's customs and from the kind of a unit."""

from __future__ import annotations

from datetime import date

from lms.organisation.models import Country, UnitKind
from lms.platform.i18n import _l
from lms.platform.i18n.calendars import FiscalRule, fiscal_label, fiscal_year

KINDS = {
    UnitKind.COUNTRY: _l("Country"),
    UnitKind.MINISTRY: _l("Ministry"),
    UnitKind.AGENCY: _l("Agency"),
    UnitKind.GOVERNORATE: _l("Governorate"),
    UnitKind.REGION: _l("Region"),
    UnitKind.PROVINCE: _l("Province"),
    UnitKind.COUNTY: _l("County"),
    UnitKind.DISTRICT: _l("District"),
    UnitKind.CITY: _l("City"),
    UnitKind.MUNICIPALITY: _l("Municipality"),
    UnitKind.TRAINING_CENTRE: _l("Training centre"),
    UnitKind.TECHNOLOGY_CENTRE_CITY: _l("Technology centre in a city or district"),
    UnitKind.TECHNOLOGY_CENTRE_OFFICE: _l("Technology centre in a governorate office"),
    UnitKind.MUNICIPAL_EXECUTIVE: _l("Municipal executive"),
    UnitKind.MUNICIPAL_COUNCIL: _l("Municipal council"),
    UnitKind.EDUCATION_DEPARTMENT: _l("Education department"),
    UnitKind.DEPARTMENT: _l("Department"),
}


def fiscal_rule(country: Country) -> FiscalRule:
    """When the country's fiscal year begins."""
    return FiscalRule(country.fiscal_calendar, country.fiscal_month, country.fiscal_day)


def fiscal_year_of(day: date, country: Country) -> int:
    """The fiscal year, named by the year in which it begins, that this day lies in."""
    return fiscal_year(day, fiscal_rule(country))


def fiscal_year_name(year: int, country: Country) -> str:
    """What officials of the country call it, in ASCII digits: 2026/27, 1405."""
    return fiscal_label(year, fiscal_rule(country))


def weekend(country: Country) -> frozenset[int]:
    """The ISO weekdays on which offices are closed."""
    return frozenset(int(day) for day in country.weekend.split(",") if day)
