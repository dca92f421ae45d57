"""The rows of a sheet on their way to nominations, as the page of checks shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from lms.enrolment import queries
from lms.enrolment.forms import SentRow
from lms.enrolment.queries import Judged, Match, Ruling
from lms.enrolment.rules import SheetRow, listed, read_row
from lms.enrolment.views.checks import Checker
from lms.organisation.models import OrgUnit
from lms.people.models import Affiliation, Person
from lms.people.rules import masked_id
from lms.platform.i18n import _, _n, _p, language
from lms.platform.i18n.lists import isolated
from lms.platform.i18n.numbers import number
from lms.scheduling.models import CourseRun


@dataclass
class Line:
    """One row as the page shows it."""

    judged: Judged
    typed: str
    say: Checker
    reason: str = ""
    problem: str = ""

    @property
    def number(self) -> int:
        return self.judged.match.row.number

    @property
    def ruling(self) -> Ruling:
        return self.judged.ruling

    @property
    def person(self) -> Person | None:
        return self.judged.person

    @property
    def message(self) -> str:
        """What there is to say about the row."""
        judged = self.judged
        match judged.ruling:
            case Ruling.LACKING:
                courses = listed(one.name for one in judged.found.missing)
                return _("Not completed yet: %(courses)s", courses=courses)
            case Ruling.REPEATED:
                return _("The same person as in row %(row)s", row=number(judged.same_as or 0))
            case Ruling.LISTED:
                return _("Already in the list")
            case Ruling.REFUSED:
                reason = judged.nomination.refusal_reason if judged.nomination else None
                return _("Refused by the centre: %(reason)s", reason=isolated(reason or "–"))
        return judged.match.remark

    @property
    def check(self) -> Markup:
        """What does not stand in the way, but is better known."""
        return self.say.badges(self.judged.found)


@dataclass
class Checking:
    """One look at a sheet: the rows, what became of them, and what may be sent."""

    run: CourseRun
    unit: OrgUnit
    lines: list[Line] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    """The rows whose person the reader has had before the eyes: only those are sent."""

    def judge(self, matches: Iterable[Match]) -> None:
        found = queries.judge(self.run, self.unit, list(matches))
        say = Checker()
        self.lines = [Line(one, one.match.row.text, say) for one in found]

    def read(self, rows: list[SentRow]) -> None:
        """Judge the rows that came back: those that name a person as they stand, the others by what was typed."""
        ids = {row.person_id for row in rows if row.person_id is not None}
        people = queries.picked(ids, self.unit)
        if len(people) != len(ids):
            raise NotFound  # one of somebody else's staff, and the whole sheet is refused (A4)
        typed = [read_row(row.number, row.text) for row in rows if row.person_id is None]
        matched = {match.row.number: match for match in queries.matches(typed, self.unit)}
        self.judge(
            matched.get(row.number)
            or Match(SheetRow(row.number, row.text), (people[row.person_id or 0],))
            for row in rows
        )
        self.seen = {row.number for row in rows if row.person_id is not None}
        for line, row in zip(self.lines, rows, strict=True):
            line.reason, line.problem = row.reason, row.problem

    def ready_to_send(self) -> dict[Person, str]:
        """Who goes now, with the reasons for what they lack; marks the rows that lack a reason, too."""
        ready: dict[Person, str] = {}
        for line in self.lines:
            if line.person is None or line.number not in self.seen or line.problem:
                continue
            if line.ruling is Ruling.READY or (line.ruling is Ruling.LACKING and line.reason):
                ready[line.person] = line.reason
            elif line.ruling is Ruling.LACKING:
                line.problem = _("Give a reason.")
        return ready

    def leave_out(self, person_ids: set[int]) -> None:
        """Drop who was sent, and who needs nothing more."""
        done = {Ruling.LISTED, Ruling.REPEATED, Ruling.REFUSED}
        self.lines = [
            line
            for line in self.lines
            if line.ruling not in done and (line.person is None or line.person.id not in person_ids)
        ]

    @property
    def open_rows(self) -> list[Line]:
        return [line for line in self.lines if line.ruling.to_fix or line.ruling is Ruling.READY]

    @property
    def to_fix(self) -> list[Line]:
        return [line for line in self.lines if line.ruling.to_fix]

    @property
    def ready(self) -> list[Line]:
        return [line for line in self.lines if line.ruling is Ruling.READY]

    @property
    def left_out(self) -> list[Line]:
        return [line for line in self.lines if line not in self.open_rows]

    @property
    def send_label(self) -> str:
        """The button that sends; empty as long as nothing can be sent."""
        if self.ready:
            return _n("Send %(count)s nomination", "Send %(count)s nominations", len(self.ready))
        answerable = {Ruling.LACKING, Ruling.CHOOSE}
        return _("Send") if any(line.ruling in answerable for line in self.lines) else ""

    @property
    def summary(self) -> str:
        """How many rows were read, and what became of them."""
        parts = [_n("%(count)s ready", "%(count)s ready", len(self.ready))]
        if self.to_fix:
            parts.append(_n("%(count)s to fix", "%(count)s to fix", len(self.to_fix)))
        if self.left_out:
            parts.append(_n("%(count)s left out", "%(count)s left out", len(self.left_out)))
        rows = _n("%(count)s row read", "%(count)s rows read", len(self.lines))
        return _p("summary", "%(rows)s: %(parts)s", rows=rows, parts=listed(parts))

    def work(self) -> Work:
        """Where everybody works who is named or could be meant."""
        return Work(queries.places_of_work([line.judged for line in self.lines]))


@dataclass(frozen=True)
class Work:
    """Where people work: what tells namesakes apart."""

    places: dict[int, Affiliation]

    def unit(self, person: Person) -> str:
        place = self.places.get(person.id)
        return place.unit.name_in(language()) if place else ""

    def job(self, person: Person) -> str:
        place = self.places.get(person.id)
        return (place.job_title or "") if place else ""

    def line(self, person: Person) -> str:
        """Everything on one line, for a choice among several."""
        facts = (person.full_name, self.unit(person), self.job(person), masked_id(person))
        return listed(fact for fact in facts if fact)
