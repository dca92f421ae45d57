"""What was found of a nominee, in words: a badge and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from lms.enrolment.queries import Eligibility
from lms.enrolment.rules import listed
from lms.platform.i18n import _, _n, _p
from lms.platform.i18n.dates import date_text


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its name, a word for what was found unless all is well, and the facts."""

    name: str
    text: str
    word: str = ""
    shape: str = "ok"


def checks(found: Eligibility) -> list[Check]:
    """Eligibility, repeat and clash."""
    return [_eligible(found), _repeat(found), _clash(found)]


def remarks(found: Eligibility) -> list[Check]:
    """Those of them that somebody should know of before deciding."""
    looked_at = (
        (found.missing or found.waived, _eligible),
        (found.is_repeat, _repeat),
        (found.clash, _clash),
    )
    return [check(found) for speaks, check in looked_at if speaks]


def _eligible(found: Eligibility) -> Check:
    name = _("Courses asked for first")
    if found.missing:
        text = listed(course.name for course in found.missing)
        return Check(name, text, _p("check", "Not completed"), "danger")
    if found.waived:
        text = listed(course.name for course in found.waived)
        return Check(name, text, _p("check", "Waived"), "warn")
    return Check(name, _("All completed, or none asked for"))


def _repeat(found: Eligibility) -> Check:
    name = _("Repeat")
    if found.is_repeat:
        return Check(name, _("Has completed this course before"), _p("check", "Repeat"), "warn")
    text = _n(
        "Has not completed this course; %(count)s course completed so far",
        "Has not completed this course; %(count)s courses completed so far",
        found.courses_completed,
    )
    return Check(name, text)


def _clash(found: Eligibility) -> Check:
    name = _("Other courses at the time")
    if found.clash is None:
        return Check(name, _p("check", "None"))
    text = _(
        "Has a seat in %(run)s, on %(date)s",
        run=found.clash.run,
        date=date_text(found.clash.held_on, "medium"),
    )
    return Check(name, text, _p("check", "Clash"), "danger")


def badges(found: Eligibility) -> Markup:
    """What a list says of a nominee."""
    said = [
        f'<span class="cell-2"><span class="badge {check.shape}">{escape(check.word)}</span>'
        f"<small>{escape(check.text)}</small></span>"
        for check in remarks(found)
    ]
    clear = _("All clear")
    return Markup("".join(said) or f'<span class="badge ok">{clear}</span>')  # noqa: S704  # escaped
