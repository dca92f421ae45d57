"""What is asked of other slices about a person, and how it is answered.

Completions are known above enrolment, so the slice that knows them says so here when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

CompletedCourses = Callable[[Iterable[int]], dict[int, set[int]]]
"""For the ids of persons, the ids of the courses that each has completed."""


def _nobody_knows(person_ids: Iterable[int]) -> dict[int, set[int]]:
    return {}


_completed: list[CompletedCourses] = [_nobody_knows]


def completions_are_known_by(query: CompletedCourses) -> None:
    """Ask this query from now on."""
    _completed[:] = [query]


def completed_courses(person_ids: Iterable[int]) -> dict[int, set[int]]:
    """For each of these persons, the ids of the courses they have completed."""
    return _completed[0](list(person_ids))
