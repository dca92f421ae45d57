"""What follows from the kind of a place, and from what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lms.organisation.models import UnitKind
from lms.platform.i18n import _l, _n
from lms.platform.i18n.lists import listed

KINDS = {
    UnitKind.COUNTRY: _l("Country"),
    UnitKind.MINISTRY: _l("Ministry"),
    UnitKind.AGENCY: _l("Agency"),
    UnitKind.GOVERNORATE: _l("Governorate"),
    UnitKind.REGION: _l("Region"),
    UnitKind.PROVINCE: _l("Province"),
    UnitKind.COUNTY: _l("County"),
    UnitKind.DISTRICT: _l("District"),
    UnitKind.CITY: _l("City"),
    UnitKind.MUNICIPALITY: _l("Municipality"),
    UnitKind.TRAINING_CENTRE: _l("Training centre"),
    UnitKind.TECHNOLOGY_CENTRE_CITY: _l("Technology centre in a city or district"),
    UnitKind.TECHNOLOGY_CENTRE_OFFICE: _l("Technology centre in a governorate office"),
    UnitKind.MUNICIPAL_EXECUTIVE: _l("Municipal executive"),
    UnitKind.MUNICIPAL_COUNCIL: _l("Municipal council"),
    UnitKind.EDUCATION_DEPARTMENT: _l("Education department"),
    UnitKind.DEPARTMENT: _l("Department"),
}

AREAS = (
    UnitKind.COUNTRY,
    UnitKind.MINISTRY,
    UnitKind.AGENCY,
    UnitKind.GOVERNORATE,
    UnitKind.REGION,
    UnitKind.PROVINCE,
)
"""The kinds by which a long list of places is narrowed."""

FIELDS = {
    "name_en": _l("Name in English"),
    "name_ar": _l("Name in Arabic"),
    "name_fa": _l("Name in Persian"),
    "name_ka": _l("Name in Georgian"),
    "name": _l("Name"),
    "language": _l("Language"),
    "kind": _l("Kind"),
    "code": _l("Code"),
    "parent": _l("Place above"),
    "moved_on": _l("Moved on"),
    "opened_on": _l("Opened on"),
    "closed_on": _l("Last day"),
    "is_mobile": _l("Mobile"),
    "is_automated": _l("Automated"),
    "address": _l("Address"),
    "capacity": _l("People it holds"),
    "valid_from": _l("Holds from"),
    "fiscal_year_starts": _l("Fiscal year begins on"),
    "weekend": _l("Weekend"),
    "first_weekday": _l("First day of the week"),
    "working_hours": _l("Working hours"),
    "ramadan_hours": _l("Working hours in Ramadan"),
    "other_day_hours": _l("A day with other hours"),
    "attendance_lock_days": _l("Days until sheets lock"),
}
"""What the record calls that may change about places, venues and rooms."""

COUNTED: Mapping[str, Callable[[int], str]] = {
    "org_unit": lambda n: _n("%(count)s place inside it", "%(count)s places inside it", n),
    "unit_ancestry": lambda n: _n(
        "%(count)s place that lay in it before", "%(count)s places that lay in it before", n
    ),
    "venue": lambda n: _n("%(count)s venue", "%(count)s venues", n),
    "room": lambda n: _n("%(count)s room", "%(count)s rooms", n),
    "affiliation": lambda n: _n("%(count)s place of work", "%(count)s places of work", n),
    "trainer": lambda n: _n("%(count)s trainer", "%(count)s trainers", n),
    "roster_import": lambda n: _n("%(count)s staff list", "%(count)s staff lists", n),
    "role_grant": lambda n: _n("%(count)s role", "%(count)s roles", n),
    "outside_look": lambda n: _n("%(count)s look from outside", "%(count)s looks from outside", n),
    "programme": lambda n: _n("%(count)s programme", "%(count)s programmes", n),
    "course": lambda n: _n("%(count)s course", "%(count)s courses", n),
    "training_plan": lambda n: _n("%(count)s training plan", "%(count)s training plans", n),
    "plan_item": lambda n: _n("%(count)s plan item", "%(count)s plan items", n),
    "stated_figure": lambda n: _n("%(count)s stated figure", "%(count)s stated figures", n),
    "course_run": lambda n: _n("%(count)s course run", "%(count)s course runs", n),
    "training_session": lambda n: _n("%(count)s session", "%(count)s sessions", n),
    "nomination": lambda n: _n("%(count)s nomination", "%(count)s nominations", n),
    "enrolment": lambda n: _n("%(count)s enrolment", "%(count)s enrolments", n),
    "objection": lambda n: _n("%(count)s objection", "%(count)s objections", n),
    "completion": lambda n: _n("%(count)s completion", "%(count)s completions", n),
    "issuing_body": lambda n: _n("%(count)s issuing body", "%(count)s issuing bodies", n),
    "erasure_request": lambda n: _n(
        "%(count)s request to erase somebody", "%(count)s requests to erase somebody", n
    ),
    "certificate": lambda n: _n("%(count)s certificate", "%(count)s certificates", n),
}
"""How what hangs on a place is counted in words, by table. The tables of higher slices are only named here; a test
finds those that are missing. What only follows from others, as marks and figures do, is not told."""


def counts_in_words(counts: Mapping[str, int]) -> str:
    """How many rows of which tables, for people: 412 enrolments, 3 course runs."""
    told = [COUNTED[table](count) for table, count in counts.items() if table in COUNTED]
    rest = sum(counts.values())
    return listed(told or [_n("%(count)s record", "%(count)s records", rest)])
