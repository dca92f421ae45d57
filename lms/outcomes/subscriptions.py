"""What outcomes tells the slices below that ask without knowing whom."""

from lms.enrolment.rules import completions_are_known_by
from lms.outcomes.queries import completed_courses

completions_are_known_by(completed_courses)
