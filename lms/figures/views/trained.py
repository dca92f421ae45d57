"""The report of who is trained: a row for each place, each number open down to the sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from flask.typing import ResponseReturnValue
from sqlalchemy.sql.base import ColumnCollection

from lms.figures import policy
from lms.figures.queries import trained as counts
from lms.figures.queries.moved import Moved, has_left, moved
from lms.figures.rules import KINDS, LEVELS, SEXES, Count, Level, level_below
from lms.figures.veil import Few
from lms.figures.views.asked import KEPT, Report, question_url, report, rows_addresses
from lms.figures.views.blueprint import bp
from lms.figures.views.spells import in_words
from lms.organisation.models import OrgUnit
from lms.organisation.rules import KINDS as KIND_NAMES
from lms.people.models import Sex
from lms.platform.access import current_actor, requires
from lms.platform.i18n import _, language
from lms.platform.listing import Column, Empty, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept

BY_SEX = (("women", Sex.FEMALE), ("men", Sex.MALE), ("unknown", Sex.UNKNOWN))


@dataclass(frozen=True)
class Tab:
    """A level that can be listed."""

    label: str
    url: str
    current: bool


@bp.get("/figures/trained")
@requires(policy.VIEW)
def trained() -> ResponseReturnValue:
    asked = report(current_actor())
    question = asked.question
    beside = counts.beside(question)
    total = asked.total(beside.total)
    came_or_left = moved(question)
    query = kept(
        "trained",
        lambda: counts.trained_rows(question, came_or_left),
        question.key,
        tuple(came_or_left),
    )
    listing = Listing(
        "trained",
        _("Trained staff by place"),
        query,
        _columns(asked, total, query.selected_columns, came_or_left),
        filters=asked.filters,
        default_sort="place",
        empty=Empty(
            _("There are no places of this kind here"),
            _("Choose another kind above, or another place."),
            icon="map-pin",
        ),
        keep=KEPT,
    )
    return listing.respond(
        "figures/trained.html",
        report=asked,
        tabs=_tabs(asked),
        total=total,
        elsewhere=asked.counted("elsewhere", beside.elsewhere),
        unnamed=beside.unnamed,
    )


def _tabs(asked: Report) -> tuple[Tab, ...]:
    here = asked.question
    return tuple(
        [
            Tab(
                str(label),
                question_url("figures.trained", replace(here, level=level)),
                level is here.level,
            )
            for level, label in LEVELS.items()
        ]
    )


def _columns(
    asked: Report, total: Count, sorts: ColumnCollection[str, Any], came_or_left: Moved
) -> list[Column]:
    def number(key: str, label: str, endpoint: str, whole: int, **changes: Any) -> Column:
        """A number of each place. The total is the unit's own: people are never added up.

        Where it is not exact, nothing is put in its order either.
        """
        value = _shown(asked, key, **changes)
        address = rows_addresses(asked, endpoint, came_or_left, **changes)
        return Column(
            key,
            label,
            value,
            kind="number",
            sort=sorts[key] if asked.is_exact else None,
            total=whole,
            export=lambda row: _told(value(row)),
            url=(lambda row: address(row) if value(row) else None) if asked.opens_rows else None,
        )

    columns = [
        Column(
            "place",
            _("Place"),
            lambda row: row.name,
            sort=sort_column(OrgUnit, language()),
            url=_below(asked, came_or_left),
            note=_note(asked, came_or_left),
        ),
        Column("code", _("Code"), lambda row: row.code, kind="code", screen=False),
        Column("kind", _("Kind"), lambda row: str(KIND_NAMES[row.kind]), screen=False),
        number("completions", _("Completions"), "figures.rows", total.all_completions),
        number("people", _("People"), "figures.people", total.all_people),
    ]
    if came_or_left:
        days = Column(
            "days",
            _("Counted here"),
            lambda row: in_words(came_or_left.get(row.id, ())),
            screen=False,
        )
        columns.insert(1, days)
    if asked.question.sex is None:
        columns += [
            number(key, str(SEXES[sex]), "figures.people", total.people[sex], sex=sex)
            for key, sex in BY_SEX
        ]
    return columns


def _note(asked: Report, came_or_left: Moved) -> Callable[[Any], str | None]:
    """What a place lies in, where the page does not say it already, and when it was here, if not always."""
    unit_id = asked.question.unit.id

    def above(row: Any) -> str | None:
        return row.above if row.parent_id != unit_id else None

    def days_and_above(row: Any) -> str | None:
        days = came_or_left.get(row.id)
        said = (in_words(days) if days else None, above(row))
        return " · ".join(one for one in said if one) or None

    return days_and_above if came_or_left else above


def _shown(asked: Report, key: str, **changes: Any) -> Callable[[Any], int]:
    """A number of a row as the reader sees it."""
    read: Callable[[Any], int] = attrgetter(key)
    if asked.is_exact:
        return read
    what = "completions" if key == "completions" else "people"
    return lambda row: asked.counted(what, read(row), unit_id=row.id, **changes)


def _told(count: int) -> object:
    """The same for a file, where a number that is only said to be small is text."""
    return str(count) if isinstance(count, Few) else count


def _below(asked: Report, came_or_left: Moved) -> Callable[[Any], str | None]:
    """The same question for the places in a place, where it has any and is here still."""
    urls: dict[Level, Callable[[Any], str]] = {}
    left = {unit_id for unit_id, days in came_or_left.items() if has_left(days)}

    def below(row: Any) -> str | None:
        if row.kind in KINDS[Level.CENTRE] or row.id in left:
            return None
        level = level_below(row.kind)
        if level not in urls:
            urls[level] = asked.urls_of_places("figures.trained", level=level)
        return urls[level](row)

    return below
