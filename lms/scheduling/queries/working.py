"""On which days and at what hours people work where a run is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from lms.calendars.queries import holidays
from lms.calendars.rules import fall_on, is_ramadan
from lms.organisation.models import OrgUnit
from lms.organisation.queries import working_time
from lms.organisation.rules import Hours
from lms.scheduling.models import CourseRun


class WorkDays:
    """The week and the hours of a place through time, and the public holidays of its country."""

    def __init__(self, place: OrgUnit) -> None:
        self.time = working_time(place)
        self.holidays = holidays(place.country_code)
        self._days_off: dict[int, frozenset[date]] = {}

    def is_off(self, day: date) -> bool:
        """Whether the day is of a weekend, or a public holiday as far as is known."""
        return self.time.is_off(day) or day in self._off_in(day.year)

    def skipped(self, planned: Sequence[date]) -> list[date]:
        """The holidays among the working days that were passed over on the way from the first day to the last."""
        if not planned:
            return []
        length = (planned[-1] - planned[0]).days + 1
        between = (planned[0] + timedelta(days=number) for number in range(length))
        return [day for day in between if day not in planned and not self.time.is_off(day)]

    def hours(self, day: date) -> tuple[Hours | None, bool]:
        """The hours of a day, as far as anybody says, and whether they are those of Ramadan."""
        usual, fasting = self.time.hours(day), is_ramadan(day)
        shorter = self.time.hours(day, in_ramadan=fasting)
        return shorter, fasting and shorter != usual

    def _off_in(self, year: int) -> frozenset[date]:
        if year not in self._days_off:
            found = fall_on(self.holidays, date(year, 1, 1), date(year, 12, 31))
            self._days_off[year] = frozenset(found)
        return self._days_off[year]


def work_days(run: CourseRun) -> WorkDays:
    """Those of the place where a run is held."""
    return WorkDays(run.site_unit or run.unit)
