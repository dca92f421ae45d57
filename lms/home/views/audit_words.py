"""The record of what was done, in words: who, to what, and what it was before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from lms.accounts.roles import LABELS, Role
from lms.audit.rules import ACTING_FOR, ACTIONS, Recorded
from lms.organisation.rules import FIELDS as FIELDS_OF_PLACES
from lms.organisation.rules import KINDS, as_recorded
from lms.people.rules import WHY_SEEN
from lms.platform.i18n import LANGUAGES, _, _l
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import isolated, listed
from lms.platform.i18n.numbers import number
from lms.platform.listing import code
from lms.scheduling.rules import STATES

SYSTEM = "system"
SUBJECTS = {
    "affiliation": _l("Place of work"),
    "assessment": _l("Test"),
    "certificate": _l("Certificate"),
    "course": _l("Course"),
    "course_run": _l("Course run"),
    "enrolment": _l("Place on a roster"),
    "headcount": _l("Count without names"),
    "list": _l("List"),
    "issuing_body": _l("Certificate design"),
    "nomination": _l("Nomination"),
    "objection": _l("Objection"),
    "outside_look": _l("Look outside"),
    "org_unit": _l("Place"),
    "person": _l("Person"),
    "plan_item": _l("Plan item"),
    "prerequisite_waiver": _l("Waiver of a required course"),
    "programme": _l("Programme"),
    "room": _l("Room"),
    "roster_import": _l("Staff list"),
    "roster_row": _l("Row of a staff list"),
    "stated_figure": _l("Stated figure"),
    "trainer": _l("Trainer"),
    "training_plan": _l("Plan"),
    "training_session": _l("Session"),
    "user_account": _l("Account"),
    "venue": _l("Venue"),
}
FIELDS = {
    **FIELDS_OF_PLACES,
    "names": _l("Names"),
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "held_on": _l("Day"),
    "min_seats": _l("Smallest number of trainees"),
    "nominations_until": _l("Nominations until"),
    "role": _l("Role"),
    "email": _l("Email"),
    "display_name": _l("Name"),
    "full_name": _l("Full name"),
    "second_name": _l("Name in a second script"),
    "national_id_sealed": _l("National ID number"),
    "id_country": _l("Country of the ID number"),
    "sex": _l("Sex"),
    "birth_date": _l("Date of birth"),
    "birth_date_typed": _l("Date of birth as written"),
    "birth_year": _l("Year of birth"),
    "phone": _l("Mobile phone"),
    "person_id": _l("Person"),
    "unit_id": _l("Place"),
    "site_unit_id": _l("Held on site at"),
    "plan_item_id": _l("Plan item"),
    "programme_id": _l("Programme"),
    "minutes": _l("Minutes"),
    "has_pre_test": _l("Test before"),
    "has_post_test": _l("Test after"),
    "has_exam": _l("Exam"),
    "max_attempts": _l("Attempts at the exam"),
    "validity_months": _l("Certificates valid for months"),
    "women": _l("Women"),
    "men": _l("Men"),
    "marks": _l("Marks"),
    "attempt": _l("Attempt"),
    "run": _l("Course run"),
    "state": _l("State"),
    "reason": _l("Reason"),
    "reasons": _l("Entries whose reasons were erased"),
    "request": _l("Request"),
    "new": _l("New people"),
    "match": _l("Known people"),
    "review": _l("Doubtful rows"),
    "invalid": _l("Refused rows"),
    "added": _l("People added"),
    "corrected": _l("Corrected marks"),
    "enrolments": _l("People on the roster"),
    "passed": _l("People who passed"),
    "first": _l("First serial number"),
    "last": _l("Last serial number"),
    "count": _l("How many"),
    "serial": _l("Serial number"),
    "mail": _l("By mail"),
    "sms": _l("As a text message"),
    "segments": _l("Parts in all"),
    "unreached": _l("Without any address"),
    "replaced_by": _l("Replaced by"),
    "given": _l("Minutes given"),
    "due": _l("Minutes due"),
    "seats": _l("Seats"),
    "waiting": _l("Waiting list"),
    "nominations": _l("Nominations"),
    "number": _l("Number"),
    "clashes_with": _l("Clashes with sessions"),
    "status": _l("Answer"),
    "track_id": _l("Track"),
    "topics": _l("Topics"),
    "prerequisites": _l("Courses to be completed before"),
    "attendance_basis_points": _l("Attendance needed"),
    "excused_rule": _l("Excused absence"),
    "joining_rule": _l("Joining late"),
    "pass_mark": _l("Pass mark"),
    "unknown": _l("Sex unknown"),
    "rows": _l("Rows"),
    "format": _l("File format"),
    "filters": _l("Narrowed by"),
    "why": _l("What for"),
}
_STATE, _PLACES = _l("State"), _l("Seats")
_THE_SYSTEM, _NO_ACCOUNT = _l("the system itself"), _l("without an account")
_ROLES = frozenset(Role)


class Difference(NamedTuple):
    """A field with what it was and what it is."""

    field: str | Markup
    before: str
    after: str


def role_in_words(role: str) -> str:
    """The role in which something was done."""
    if role == SYSTEM:
        return _THE_SYSTEM
    return LABELS[Role(role)] if role in _ROLES else _NO_ACCOUNT


def who_in_words(event: Recorded, names: Mapping[int, str]) -> str:
    """The name of the account, and of whom it stood in for; or what acted instead."""
    if event.actor_user_id is None:
        return event.actor_label or ""
    name = names.get(event.actor_user_id) or _("an account that is no more")
    lender = event.details.get(ACTING_FOR)
    if lender is None:
        return name
    other = names.get(lender) or _("an account that is no more")
    return _("%(name)s for %(other)s", name=isolated(name), other=isolated(other))


def action_in_words(event: Recorded) -> str:
    """What was done."""
    return ACTIONS.get(event.action, event.action)


def kinds_of(events: Iterable[Recorded]) -> dict[str, Markup]:
    """What is called how of all that these events were done to."""
    found = {event.subject_type for event in events}
    return {kind: escape(str(SUBJECTS[kind])) for kind in found if kind in SUBJECTS}


def subject_in_words(event: Recorded, key: str | None, kinds: Mapping[str, Markup]) -> Markup:
    """What it was done to: the kind of record with the code or number it is known by."""
    kind = kinds.get(event.subject_type)
    named = code(key or event.subject_id)
    return named if kind is None else kind + " " + named


def differences(event: Recorded) -> list[Difference]:
    """What the event says of the change, field by field; of personal fields only that they changed."""
    return [*_told(event)]


def _told(event: Recorded) -> Iterator[Difference]:
    rest = {name: value for name, value in event.details.items() if name != ACTING_FOR}
    before, after = rest.pop("before", {}), rest.pop("after", {})
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            yield Difference(
                _field(name), _value(name, before.get(name)), _value(name, after.get(name))
            )
    elif isinstance(after, int):
        yield Difference(str(_PLACES), _value("", before), _value("", after))
    else:
        yield Difference(str(_STATE), _value("state", before), _value("state", after))
    for name in rest.pop("personal", ()):
        if name in FIELDS:
            yield Difference(_field(name), "", _("changed; the record does not keep the value"))
    for name, value in rest.items():
        yield Difference(_field(name), "", _value(name, value))


def _field(name: str) -> str | Markup:
    return str(FIELDS[name]) if name in FIELDS else code(name)


def _value(name: str, value: Any) -> str:
    """A value as it was recorded, in the reader's way."""
    if value is None or value == "":
        return ""
    if (told := as_recorded(name, value)) is not None:
        return told
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return listed(_value(name, each) for each in value)
    text = str(value)
    if name.endswith(("_on", "_until")):
        return date_text(date.fromisoformat(text))
    return isolated(_known(name, text))


def _known(name: str, text: str) -> str:
    """The word for a value that has one."""
    known: Mapping[str, str] = {
        "kind": {kind.value: str(word) for kind, word in KINDS.items()},
        "language": LANGUAGES,
        "role": {role.value: str(word) for role, word in LABELS.items()},
        "why": {why.value: str(word) for why, word in WHY_SEEN.items()},
        "state": {state.value: str(word) for state, word in STATES.items()},
    }.get(name, {})
    return known.get(text, text)
