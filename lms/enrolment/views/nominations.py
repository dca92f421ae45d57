"""The list of nominations: for the centre to decide on, for a unit to follow its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.enrolment import policy, queries
from lms.enrolment.models import Nomination
from lms.enrolment.queries import Eligibility
from lms.enrolment.rules import TABS, Standing
from lms.enrolment.views.blueprint import bp
from lms.enrolment.views.checks import Checker
from lms.people.policy import EXPORT
from lms.people.queries import by_name, search
from lms.planning.models import Course
from lms.platform.access import Actor, current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import _, _n, _p, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.platform.links import addresses, asking, row_links
from lms.platform.listing import Column, Empty, Filter, Listing, Pick, row_button
from lms.platform.localised import sort_column
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun
from lms.scheduling.queries import run as run_by_code

MOST_RUNS = 100
"""How many runs the list can be narrowed to by choice; others by their own page."""


class Row(NamedTuple):
    """One nomination as the list shows it, and what was found of the nominee where it is still to be decided."""

    nomination: Any
    found: Eligibility | None


@bp.get("/nominations")
@requires(policy.VIEW)
def nominations() -> ResponseReturnValue:
    actor = current_actor()
    asked = request.args.get("state", "")
    tab = Standing(asked) if asked in set(Standing) else Standing.PROPOSED
    page = _ListOf(actor, tab)
    return page.listing.respond(
        "enrolment/nominations.html",
        run=page.run,
        tab=tab,
        tabs=page.tabs,
        decides=page.decides,
        nominates=actor.has(policy.NOMINATE),
        seats_note=_seats_note(page.run),
        everything=page.everything if tab is Standing.PROPOSED and page.decides else None,
    )


class _Run(NamedTuple):
    """What is to be known of a run to judge who is nominated for it."""

    id: int
    course_id: int


class _ListOf:
    """The nominations in one standing, of all runs or of the one that was asked for."""

    def __init__(self, actor: Actor, tab: Standing) -> None:
        self.actor, self.tab = actor, tab
        self.decides = actor.has(policy.DECIDE)
        known = queries.tally(actor)
        code = request.args.get("run")
        asked = [tallied for tallied in known if tallied.code == code]
        self.run = self._asked_for(code, asked) if code else None
        others = [tallied for tallied in known if tallied not in asked][:MOST_RUNS]
        self.runs = [(one.code, f"{isolated(one.code)} {one.course}") for one in others]
        if self.run is not None:
            self.runs.insert(0, (self.run.code, _named(self.run)))
            known = asked
        self.counts = sum((one.counts for one in known), Counter[Standing]())
        self.last_id = max((one.last_id for one in known), default=0)
        self.listing = self._listing()

    def _asked_for(self, code: str, asked: list[queries.Tally]) -> CourseRun | None:
        """The run that the address names, though it may have no nominations yet."""
        if asked:
            return queries.tallied_run(asked[0])
        return db.session.scalar(run_by_code(code, self.actor))

    @property
    def tabs(self) -> list[dict[str, object]]:
        run: dict[str, Any] = {"run": self.run.code} if self.run else {}
        return [
            {
                "label": label,
                "url": asking("enrolment.nominations", state=standing.value, **run),
                "current": standing is self.tab,
                "count": number(self.counts[standing]),
            }
            for standing, label in TABS.items()
        ]

    @property
    def everything(self) -> dict[str, object] | None:
        """For one run with more nominations than a page shows: what taking all of them means."""
        count = self.counts[Standing.PROPOSED]
        if self.run is None or count <= self.listing.page_size or self.listing.asked.search:
            return None
        label = _n("Select all %(count)s", "Select all %(count)s", count)
        return {"label": label, "run": self.run.code, "until": self.last_id}

    def _listing(self) -> Listing:
        in_tab = kept(
            "nominations",
            lambda: queries.standings_of(self.actor).where(queries.having(self.tab)),
            self.tab,
            viewer=self.actor,
        )
        picks = self.decides and self.tab is Standing.PROPOSED
        return Listing(
            "nominations",
            _("Nominations"),
            in_tab,
            list(self._columns()),
            filters=(
                Filter(
                    "run",
                    _("Course run"),
                    self.runs,
                    apply=lambda query, code: query.where(CourseRun.code == code),
                    all_label=_("All course runs"),
                ),
            ),
            search=lambda query, text: query.where(
                Nomination.person_id.in_(search(text, self.actor))
            ),
            search_label=_("Name or ID number"),
            default_sort=_DEFAULT_SORT.get(self.tab, "-decided"),
            exporting=EXPORT,
            keep=("state",),
            pick=Pick(lambda row: row.nomination.id, lambda row: row.nomination.name)
            if picks
            else None,
            prepare=self._rows,
            empty=self._empty(),
        )

    def _rows(self, batch: list[Any]) -> Iterator[Row]:
        """The rows of a page, with what is known of everybody on it."""
        found: dict[tuple[int, int], Eligibility] = {}
        if self.tab is Standing.PROPOSED:
            found = queries.eligibility(
                [(_Run(row.course_run_id, row.course_id), row.person_id) for row in batch]
            )
        for row in batch:
            yield Row(row, found.get((row.course_run_id, row.person_id)))

    def _columns(self) -> Iterator[Column]:
        yield from _who()
        if self.run is None:
            yield _which_run()
        yield _by_whom()
        yield from _IN_TAB[self.tab]()
        if self.tab is Standing.PROPOSED:
            say = Checker()
            yield Column("checks", _("Check"), lambda row: say.badges(row.found), kind="html")
            yield Column(
                "completed",
                _("Courses so far"),
                lambda row: row.found.courses_completed,
                kind="number",
            )
            if self.decides or self.actor.has(policy.NOMINATE):
                yield Column("act", _("Decide"), self._button(), kind="html")

    def _button(self) -> Callable[[Row], Markup]:
        if self.decides:
            act, word = "confirm_nomination", _p("nomination", "Confirm")
        else:
            act, word = "withdraw_nomination", _p("nomination", "Withdraw")
        address = addresses(f".{act}", "nomination_id")
        return row_button(
            word, lambda row: address(row.nomination.id), lambda row: row.nomination.name
        )

    def _empty(self) -> Empty:
        if self.decides:
            return Empty(
                _("No nominations here"), _("Units send them while a course run is open for them.")
            )
        if self.actor.has(policy.NOMINATE):
            return Empty(
                _("No nominations here"),
                _("What you send appears here until the centre has decided."),
                url_for(".nominate"),
                _("Nominate staff"),
            )
        return Empty(_("No nominations here"))


_DEFAULT_SORT = {Standing.PROPOSED: "nominated", Standing.WAITLISTED: "place"}


def _who() -> Iterator[Column]:
    yield Column(
        "name",
        _("Nominee"),
        lambda row: row.nomination.name,
        sort=by_name(),
        url=row_links(".nomination", nomination_id=lambda row: row.nomination.id),
        note=lambda row: row.nomination.second_name,
    )
    yield Column(
        "work",
        _("Place of work"),
        lambda row: row.nomination.works_at,
        note=lambda row: row.nomination.job_title,
    )
    yield Column("job", _("Job title"), lambda row: row.nomination.job_title, screen=False)


def _which_run() -> Column:
    return Column(
        "run",
        _("Course run"),
        lambda row: row.nomination.course,
        sort=(sort_column(Course, language()), CourseRun.code),
        url=row_links(".nominations", run=lambda row: row.nomination.run),
        note=lambda row: row.nomination.run,
        export=lambda row: row.nomination.run,
    )


def _by_whom() -> Column:
    return Column("by", _("Nominated by"), lambda row: row.nomination.unit)


def _nominated() -> Iterator[Column]:
    yield Column(
        "nominated",
        _("Nominated on"),
        lambda row: _day(row.nomination, row.nomination.nominated_at),
        kind="date",
        sort=Nomination.nominated_at,
    )


def _decided() -> Iterator[Column]:
    yield Column(
        "decided",
        _("Decided on"),
        lambda row: _day(row.nomination, row.nomination.decided_at),
        kind="date",
        sort=Nomination.decided_at,
    )


def _waiting() -> Iterator[Column]:
    place = queries.place_in_line()
    yield Column(
        "place", _("Place in line"), lambda row: row.nomination.place, kind="number", sort=place
    )
    yield from _decided()


def _refused() -> Iterator[Column]:
    yield Column("reason", _("Reason"), lambda row: row.nomination.refusal_reason)
    yield from _decided()


_IN_TAB = {
    Standing.PROPOSED: _nominated,
    Standing.ENROLLED: _decided,
    Standing.WAITLISTED: _waiting,
    Standing.REFUSED: _refused,
    Standing.WITHDRAWN: _decided,
}


def _day(nomination: Any, at: Any) -> date | None:
    """The day of a moment on the wall of the unit that nominated."""
    return at.astimezone(ZoneInfo(nomination.timezone)).date() if at else None


def _named(run: CourseRun) -> str:
    return f"{isolated(run.code)} {run.course.name_in(language())}"


def _seats_note(run: CourseRun | None) -> str:
    if run is None:
        return _("Those beyond the seats of a run go to its waiting list.")
    left = run.capacity - run.seats_taken
    if left <= 0:
        return _("No seat is left: those you confirm go to the waiting list.")
    return _n(
        "%(count)s seat is left; those beyond it go to the waiting list.",
        "%(count)s seats are left; those beyond them go to the waiting list.",
        left,
    )
