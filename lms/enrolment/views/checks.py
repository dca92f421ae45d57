"""What was found of a nominee, in words: a badge and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from lms.enrolment.queries import Eligibility
from lms.platform.i18n import _, _n, _p
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.lists import comma, isolated


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: its name, a word for what was found unless all is well, and the facts."""

    name: str
    text: str
    word: str = ""
    shape: str = "ok"


class Checker:
    """Says what was found of nominees; its words are looked up once, for as many as stand in a list."""

    def __init__(self) -> None:
        self._asked, self._missing = _("Courses asked for first"), _p("check", "Not completed")
        self._waived, self._repeat = _p("check", "Waived"), _p("check", "Repeat")
        self._again = _("Has completed this course before")
        self._others, self._clash = _("Other courses at the time"), _p("check", "Clash")
        self._seat = _("Has a seat in %(run)s, on %(date)s")
        self._clear, self._comma = _("All clear"), comma()

    def checks(self, found: Eligibility) -> list[Check]:
        """Eligibility, repeat and clash."""
        eligible = Check(self._asked, _("All completed, or none asked for"))
        return [
            self._eligible(found) or eligible,
            self._repeated(found) or Check(_("Repeat"), _courses_so_far(found)),
            self._clashing(found) or Check(self._others, _p("check", "None")),
        ]

    def remarks(self, found: Eligibility) -> list[Check]:
        """Those of them that somebody should know of before deciding."""
        looked_at = self._eligible(found), self._repeated(found), self._clashing(found)
        return [check for check in looked_at if check is not None]

    def badges(self, found: Eligibility) -> Markup:
        """What a list says of a nominee."""
        said = [
            f'<span class="cell-2"><span class="badge {check.shape}">{escape(check.word)}</span>'
            f"<small>{escape(check.text)}</small></span>"
            for check in self.remarks(found)
        ]
        text = "".join(said) or f'<span class="badge ok">{escape(self._clear)}</span>'
        return Markup(text)  # noqa: S704  # escaped

    def _eligible(self, found: Eligibility) -> Check | None:
        if found.missing:
            text = self._comma.join(isolated(course.name) for course in found.missing)
            return Check(self._asked, text, self._missing, "danger")
        if found.waived:
            text = self._comma.join(isolated(course.name) for course in found.waived)
            return Check(self._asked, text, self._waived, "warn")
        return None

    def _repeated(self, found: Eligibility) -> Check | None:
        return Check(_("Repeat"), self._again, self._repeat, "warn") if found.is_repeat else None

    def _clashing(self, found: Eligibility) -> Check | None:
        if found.clash is None:
            return None
        day = date_text(found.clash.held_on, "medium")
        text = self._seat % {"run": isolated(found.clash.run), "date": day}
        return Check(self._others, text, self._clash, "danger")


def _courses_so_far(found: Eligibility) -> str:
    return _n(
        "Has not completed this course; %(count)s course completed so far",
        "Has not completed this course; %(count)s courses completed so far",
        found.courses_completed,
    )
