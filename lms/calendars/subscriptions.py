"""Whoever shows or reads a Hijri date asks here what was decided."""

from lms.calendars.queries import decided
from lms.platform.i18n.calendars.hijri import decided_months_are_known_by

decided_months_are_known_by(decided)
