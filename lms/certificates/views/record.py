"""One person's record as a screen shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cached_property

from lms.assessment.models import AssessmentKind
from lms.assessment.rules import LABELS as TESTS
from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.queries import Line
from lms.certificates.rules import STANDINGS, Standing, standing
from lms.certificates.services import training_minutes
from lms.certificates.views.verify import in_reader_language
from lms.enrolment.models import EnrolmentState
from lms.organisation.queries import fiscal_years
from lms.organisation.rules import FiscalYears
from lms.outcomes.models import OutcomeState
from lms.outcomes.rules import forecast_words, points, words
from lms.people.models import Affiliation, Person
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import _, _lp, _n, language
from lms.platform.i18n.dates import range_text, time_text, weekday_name
from lms.platform.i18n.lists import listed
from lms.platform.i18n.numbers import digits, number, percent
from lms.scheduling.models import TrainingSession
from lms.scheduling.rules import active, held, strip

OUTCOMES: dict[OutcomeState, str] = {
    OutcomeState.PASSED: _lp("outcome", "Passed"),
    OutcomeState.FAILED_ATTENDANCE: _lp("outcome", "Attendance too low"),
    OutcomeState.FAILED_ASSESSMENT: _lp("outcome", "Exam not passed"),
    OutcomeState.WITHDRAWN: _lp("outcome", "Withdrawn"),
}


@dataclass(frozen=True)
class Item:
    """A certificate in a list of somebody's."""

    certificate: Certificate
    standing: Standing

    @property
    def title(self) -> str:
        return in_reader_language(self.certificate.payload["course"])

    @property
    def label(self) -> str:
        return str(STANDINGS[self.standing])


@dataclass(frozen=True)
class Entry:
    """One enrolment in words."""

    line: Line

    @property
    def title(self) -> str:
        return self.line.run.course.name_in(language())

    @property
    def centre(self) -> str:
        return self.line.run.unit.name_in(language())

    @property
    def code(self) -> str:
        return self.line.run.code

    @property
    def dates(self) -> str:
        run = self.line.run
        if run.starts_on is None:
            return _("Dates not stated")
        return range_text(run.starts_on, run.ends_on or run.starts_on)

    @property
    def cells(self) -> list[str]:
        """The strip: one word a session."""
        return strip(self.line.run.sessions, clock.now())

    @property
    def cells_label(self) -> str:
        sessions = active(self.line.run.sessions)
        over = sum(held(one, clock.now()) for one in sessions)
        return _(
            "%(sessions)s, held: %(held)s",
            sessions=_n("%(count)s session", "%(count)s sessions", len(sessions)),
            held=number(over),
        )

    @property
    def reasons(self) -> list[str]:
        """The reasoning of the outcome, or how things stand with what is still possible."""
        if self.line.outcome is not None:
            return words(self.line.outcome.reasoning)
        if self.line.decision is None:
            return []
        ahead = forecast_words(self.line.decision.forecast)
        return [*words(self.line.decision.reasoning), *([ahead] if ahead else [])]

    @property
    def is_out_of_reach(self) -> bool:
        decision = self.line.decision
        return decision is not None and not decision.forecast.is_possible

    @property
    def scores(self) -> list[tuple[str, str]]:
        """The marks, test by test."""
        order = [kind for kind in AssessmentKind if kind in self.line.scores]
        return [(str(TESTS[kind]), _score(self.line.scores[kind])) for kind in order]

    @property
    def asked(self) -> str:
        """What it takes to get the certificate."""
        run = self.line.run
        rate = percent(Fraction(run.attendance_basis_points, 10_000))
        if not run.has_exam:
            return _("%(rate)s attendance", rate=rate)
        return _(
            "%(rate)s attendance and %(points)s points in the exam",
            rate=rate,
            points=points(run.pass_mark),
        )

    @property
    def state(self) -> str:
        """The key of the badge."""
        if self.line.outcome is not None:
            return self.line.outcome.state.value
        return self.line.enrolment.state.value

    @property
    def label(self) -> str:
        enrolment = self.line.enrolment
        if self.line.outcome is not None:
            return str(OUTCOMES[self.line.outcome.state])
        if enrolment.state is EnrolmentState.WAITLISTED:
            place = number(enrolment.queue_position or 0)
            return _("On the waiting list, place %(place)s", place=place)
        if enrolment.state is EnrolmentState.WITHDRAWN:
            return str(OUTCOMES[OutcomeState.WITHDRAWN])
        return _("Enrolled")


class Record:
    """The training record of one person as one viewer may read it."""

    def __init__(self, person: Person, viewer: Actor) -> None:
        self.person = person
        self.viewer = viewer

    @cached_property
    def workplace(self) -> Affiliation | None:
        return queries.workplace(self.person.id)

    @property
    def work(self) -> str:
        """Job and place of work now."""
        if self.workplace is None:
            return ""
        parts = [self.workplace.job_title, self.workplace.unit.name_in(language())]
        return listed(part for part in parts if part)

    @cached_property
    def lines(self) -> list[Line]:
        return queries.lines(self.person.id, self.viewer)

    @cached_property
    def under_way(self) -> list[Entry]:
        return [Entry(line) for line in self.lines if line.is_under_way and _has_begun(line)]

    @cached_property
    def coming(self) -> list[Entry]:
        """Seats in runs that have not begun, and places on waiting lists."""
        return [
            Entry(line)
            for line in self.lines
            if (line.is_under_way and not _has_begun(line))
            or line.enrolment.state is EnrolmentState.WAITLISTED
        ]

    @cached_property
    def past(self) -> list[Entry]:
        shown = {id(entry.line) for entry in [*self.under_way, *self.coming]}
        return [Entry(line) for line in self.lines if id(line) not in shown]

    @cached_property
    def certificates(self) -> list[Item]:
        query = queries.of_person(self.person.id, self.viewer)
        return [_item(one) for one in db.session.scalars(query)]

    @property
    def current_certificates(self) -> list[Item]:
        return [one for one in self.certificates if one.standing is not Standing.SUPERSEDED]

    @cached_property
    def _present(self) -> tuple[FiscalYears, int] | None:
        if self.workplace is None:
            return None
        unit = self.workplace.unit
        years = fiscal_years(unit)
        return years, years.of(clock.today(unit.country.timezone))

    @property
    def year(self) -> str:
        """The present fiscal year at the place of work; empty where nobody knows it."""
        if self._present is None:
            return ""
        years, year = self._present
        return digits(years.name(year))

    @property
    def minutes_this_year(self) -> int:
        """The training time of courses completed in it."""
        if self._present is None:
            return 0
        years, year = self._present
        return sum(
            training_minutes(line.run, line.certificate)
            for line in self.lines
            if line.completed_on and years.of(line.completed_on) == year
        )

    @property
    def minutes_under_way(self) -> int:
        return sum(entry.line.run.course.minutes for entry in self.under_way)


def day_and_time(session: TrainingSession) -> str:
    """When the next session is: today, tomorrow, or the day of the week."""
    values = {
        "weekday": weekday_name(session.held_on.isoweekday()),
        "time": time_text(session.start_time),
    }
    today = clock.today(session.timezone)
    if session.held_on == today:
        return _("Today, %(weekday)s, %(time)s", **values)
    if session.held_on == today + timedelta(days=1):
        return _("Tomorrow, %(weekday)s, %(time)s", **values)
    return _("%(weekday)s, %(time)s", **values)


def place_of(session: TrainingSession) -> str:
    """Centre or site, and the room."""
    unit = session.run.site_unit or session.run.unit
    room = session.room.name_in(language()) if session.room else ""
    return listed(part for part in (unit.name_in(language()), room) if part)


def title_of(session: TrainingSession) -> str:
    return session.title or session.run.course.name_in(language())


def _has_begun(line: Line) -> bool:
    return any(one.starts_at <= clock.now() for one in active(line.run.sessions))


def _score(score: int | None) -> str:
    if score is None:
        return _("Did not come")
    return _("%(score)s of %(maximum)s", score=points(score), maximum=number(100))


def _item(certificate: Certificate) -> Item:
    today = clock.today(certificate.issuing_body.unit.country.timezone)
    return Item(certificate, standing(certificate, today))
