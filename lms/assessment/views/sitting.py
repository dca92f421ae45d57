"""One attempt at one test of a run: who sits it, on which page of the list they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from flask import url_for
from sqlalchemy import Select, func, select

from lms.assessment import queries
from lms.assessment.models import Assessment, AssessmentKind, ScoreEntry
from lms.assessment.rules import LABELS, attempts_allowed
from lms.enrolment.models import Enrolment
from lms.people import queries as people
from lms.platform.access import current_actor
from lms.platform.db import db
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number
from lms.platform.paging import Pages, asked_name
from lms.scheduling.models import CourseRun

AT_ONCE = 50
MOST = 10_000
"""Hundredths of a point that a test gives before anybody has said otherwise."""


class Sitting:
    """One attempt at one test of a run; the test has no row before the first mark."""

    def __init__(
        self, run: CourseRun, kind: AssessmentKind, attempt: int, assessment: Assessment | None
    ) -> None:
        self.run, self.kind, self.attempt, self.assessment = run, kind, attempt, assessment

    @property
    def title(self) -> str:
        """The test, and which attempt where there may be several."""
        label = str(LABELS[self.kind])
        if attempts_allowed(self.run, self.kind) == 1:
            return label
        return _("%(test)s, attempt %(attempt)s", test=label, attempt=number(self.attempt))

    @property
    def max_score(self) -> int:
        return self.assessment.max_score if self.assessment else MOST

    @property
    def seen(self) -> int:
        """The last entry that the list takes account of."""
        return queries.last_entry(self.assessment) if self.assessment else 0

    @cached_property
    def search(self) -> str:
        return asked_name()

    @cached_property
    def people(self) -> int:
        """How many sit this attempt."""
        return _count(self._everybody())

    @cached_property
    def pages(self) -> Pages:
        """The pages of what the search leaves."""
        return Pages(_count(self._found()) if self.search else self.people, AT_ONCE)

    def _everybody(self) -> Select[Enrolment]:
        return queries.sitting(self.run, self.assessment, self.attempt)

    def _found(self) -> Select[Enrolment]:
        query = self._everybody()
        if self.search:
            found = people.search(self.search, current_actor())
            query = query.where(Enrolment.person_id.in_(found))
        return query

    def everybody(self) -> list[Enrolment]:
        return list(db.session.scalars(self._everybody()))

    def on_page(self) -> list[Enrolment]:
        """The people of the page that the address asks for."""
        query = self._found().limit(AT_ONCE).offset(self.pages.offset)
        return list(db.session.scalars(query))

    def among(self, ids: Collection[int]) -> list[Enrolment]:
        """Those of the roster who stood on a page that was sent."""
        query = queries.roster(self.run).where(Enrolment.id.in_(ids))
        return list(db.session.scalars(query))

    def attempts(self, some: Sequence[Enrolment]) -> Mapping[int, list[ScoreEntry]]:
        """All their attempts at this test, by enrolment."""
        if self.assessment is None:
            return {}
        return queries.scores(self.assessment, only=[one.id for one in some])

    def entry(self, attempts: Sequence[ScoreEntry]) -> ScoreEntry | None:
        """Of somebody's attempts the mark in this one."""
        return attempts[self.attempt - 1] if self.attempt <= len(attempts) else None

    def url(self, page: int | None = None) -> str:
        """The address of this list, at this page or another."""
        return self._address("assessment.enter", self.pages.current if page is None else page)

    @property
    def paste_url(self) -> str:
        return self._address("assessment.paste", self.pages.current)

    def _address(self, endpoint: str, page: int) -> str:
        return url_for(
            endpoint,
            code=self.run.code,
            kind=self.kind.value,
            attempt=self.attempt,
            page=page if page > 1 else None,
            q=self.search or None,
        )


def _count(query: Select[Enrolment]) -> int:
    found = query.with_only_columns(Enrolment.id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0
