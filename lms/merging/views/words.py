"""What differs, in words: what it is about, and what each of the two records says."""

from __future__ import annotations

from typing import Any

from lms.assessment.models import Assessment
from lms.assessment.rules import LABELS as TESTS
from lms.assessment.rules import points
from lms.attendance.rules import LABELS as MARKS
from lms.enrolment.models import Enrolment, EnrolmentState
from lms.merging.queries import Conflict, Preview, sessions_of, tests_of
from lms.merging.rules import FACTS, Obstacle, Side
from lms.people.models import Affiliation, Person
from lms.people.policy import can_view_contacts
from lms.people.rules import SEXES, masked_id
from lms.platform.access import Actor
from lms.platform.i18n import LANGUAGES, _, _l, _lp, language
from lms.platform.i18n.dates import date_text, range_text
from lms.platform.i18n.lists import isolated, listed
from lms.platform.i18n.numbers import digits, number
from lms.scheduling.models import TrainingSession

FACT_WORDS = {
    "full_name": _l("Full name"),
    "parts": _l("Parts of the name"),
    "second_name": _l("Name in a second script"),
    "number": _l("National ID number"),
    "sex": _l("Sex"),
    "birth": _l("Date of birth"),
    "phone": _l("Mobile phone"),
    "email": _l("Email"),
    "language": _l("Language"),
}
CONTACTS = frozenset({"phone", "email"})
STATES = {
    EnrolmentState.ENROLLED: _lp("roster", "Enrolled"),
    EnrolmentState.WAITLISTED: _lp("roster", "Waiting list"),
    EnrolmentState.WITHDRAWN: _lp("roster", "Withdrawn"),
    EnrolmentState.CANCELLED: _lp("roster", "Cancelled with the run"),
}
OBSTACLES = {
    "numbers": _l(
        "Both records have an ID number, and not the same: these are two people, or one of the"
        " numbers is wrong. Correct it first."
    ),
    "erasure": _l("One of the two is to be erased, and that is not decided yet."),
}


def obstacle_words(obstacle: Obstacle) -> str:
    """What has to be settled first."""
    run = isolated(obstacle.about)
    if obstacle.kind == "objection":
        return _("An objection that waits for a decision: %(run)s", run=run)
    if obstacle.kind == "issue_list":
        return _("A list of certificates that waits for approval: %(run)s", run=run)
    if obstacle.kind == "trainer":
        return _("Each of them gives a session at the same time: %(run)s", run=run)
    return str(OBSTACLES[obstacle.kind])


class Words:
    """The words for one preview, as this reader may read them."""

    def __init__(self, preview: Preview, actor: Actor) -> None:
        self._actor = actor
        self._sessions = sessions_of(preview.runs)
        self._tests = tests_of(preview.runs)

    def question(self, conflict: Conflict) -> tuple[str, str, list[tuple[Side, str]]]:
        """The key, what it is about, and what each record says."""
        kept, other = self.said(conflict, conflict.kept), self.said(conflict, conflict.other)
        answers = [
            (Side.KEPT, _("The record that stays: %(fact)s", fact=kept)),
            (Side.OTHER, _("The other record: %(fact)s", fact=other)),
        ]
        return conflict.key, self.about(conflict), answers

    def about(self, conflict: Conflict) -> str:
        kind, *keys = conflict.key.split("-")
        if kind == "fact":
            return str(FACT_WORDS[keys[0]])
        if kind == "work":
            return _("Twice at one place of work: which entry stays?")
        if kind == "main":
            return _("Which is the main place of work?")
        if kind == "place":
            return _("Which place in the course run counts?")
        if kind == "mark":
            session = self._sessions[int(keys[0])]
            return _(
                "Session %(number)s, %(date)s",
                number=number(session.number),
                date=date_text(session.held_on),
            )
        return _(
            "%(test)s, attempt %(number)s",
            test=str(TESTS[self._tests[int(keys[0])].kind]),
            number=number(int(keys[1])),
        )

    def said(self, conflict: Conflict, side: Any) -> str:
        if isinstance(side, Person):
            return self._fact(conflict.key.removeprefix("fact-"), side)
        if isinstance(side, Affiliation):
            return _workplace(side)
        if isinstance(side, Enrolment):
            return _place(side)
        if conflict.key.startswith("mark"):
            return _mark(side, self._sessions[side["session_id"]])
        return _score(side, self._tests[side["assessment_id"]])

    def _fact(self, fact: str, person: Person) -> str:
        if fact in CONTACTS and not can_view_contacts(self._actor, person):
            return _("on record, seen only where the person works now")
        return fact_text(fact, person)


def fact_text(fact: str, person: Person) -> str:
    """What one record says; nothing where it says nothing."""
    if not FACTS[fact].is_known(person):
        return ""
    if fact == "number":
        return masked_id(person)
    if fact == "sex":
        return str(SEXES[person.sex])
    if fact == "language":
        return LANGUAGES[person.language]
    if fact == "birth":
        return date_text(person.birth_date) if person.birth_date else digits(person.birth_year or 0)
    parts = [getattr(person, name) for name in FACTS[fact].columns]
    texts = [part for part in parts if isinstance(part, str)]
    if fact in CONTACTS:
        return f"\u2066{texts[0]}\u2069"  # from left to right in any language
    return isolated(" ".join(texts) if fact == "parts" else texts[0])


def _workplace(place: Affiliation) -> str:
    told = [isolated(place.unit.name_in(language()))]
    if place.job_title:
        told.append(isolated(place.job_title))
    if place.starts_on and place.ends_on:
        told.append(range_text(place.starts_on, place.ends_on))
    elif place.starts_on:
        told.append(_("from %(day)s", day=date_text(place.starts_on)))
    elif place.ends_on:
        told.append(_("until %(day)s", day=date_text(place.ends_on)))
    return listed(told)


def _place(enrolment: Enrolment) -> str:
    told = [str(STATES[enrolment.state])]
    if enrolment.unit is not None:
        told.append(isolated(enrolment.unit.name_in(language())))
    if enrolment.job_title:
        told.append(isolated(enrolment.job_title))
    return listed(told)


def _mark(entry: Any, session: TrainingSession) -> str:
    mark = str(MARKS[entry["mark"]])
    if entry["minutes"] in (0, session.minutes):
        return mark
    return _("%(mark)s, %(minutes)s min", mark=mark, minutes=number(entry["minutes"]))


def _score(entry: Any, test: Assessment) -> str:
    if entry["score"] is None:
        return _("Did not come")
    return _(
        "%(points)s of %(most)s on %(day)s",
        points=points(entry["score"]),
        most=points(test.max_score),
        day=date_text(entry["taken_on"]),
    )
