"""The rows of a staff list that were refused or have a remark, as a page and as a file to correct and send again."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from lms.people.models import RosterImport, RosterRow, RowVerdict
from lms.people.queries import rosters as found
from lms.people.rules.headings import LABELS
from lms.people.rules.rows import label, reason
from lms.people.services import kept_rows
from lms.platform.i18n import _, _l
from lms.platform.listing import Column, Empty, Filter, Listing

VERDICTS = {
    RowVerdict.INVALID: (_l("Refused"), "refused"),
    RowVerdict.NEW: (_l("New, with a doubt"), "warning"),
    RowVerdict.MATCH: (_l("Known, with a remark"), "match"),
}
REFUSED = (RowVerdict.INVALID, RowVerdict.MATCH, RowVerdict.NEW)
"""Rows with something to say; those to review have a page of their own."""


def rows_of(viewed: RosterImport) -> Listing:
    """The refused and doubtful rows; as a file with what stood in them, to be corrected and sent again."""
    country = viewed.unit.country_code
    opened: dict[int, dict[str, str]] = {}

    def values(row: RosterRow) -> dict[str, str]:
        if row.id not in opened:
            opened.clear()
            opened[row.id] = kept_rows.open_values(row)
        return opened[row.id]

    def said(row: RosterRow) -> list[tuple[str, str]]:
        return [(label(p), reason(p, values(row), country)) for p in row.problems]

    names = [name for _at, name in sorted((int(at), n) for at, n in viewed.columns.items())]
    return Listing(
        "rows",
        _("Refused and doubtful rows"),
        found.rows(viewed, *REFUSED),
        [
            Column(
                "row",
                _("Row"),
                lambda row: row.row_number,
                kind="number",
                sort=RosterRow.row_number,
            ),
            Column("name", _("Name"), lambda row: _name_in(values(row)), export=False),
            Column(
                "verdict",
                _("Verdict"),
                lambda row: VERDICTS[row.verdict][0],
                kind="badge",
                badge=lambda row: VERDICTS[row.verdict][1],
                sort=RosterRow.verdict,
            ),
            Column("problems", _("Field and reason"), lambda row: _shown(said(row)), kind="html"),
            Column(
                "fields",
                _("Field"),
                lambda row: "; ".join(field for field, _reason in said(row)),
                screen=False,
            ),
            Column(
                "reasons",
                _("Reason"),
                lambda row: "; ".join(why for _field, why in said(row)),
                screen=False,
            ),
            *(_value_column(viewed, name, values) for name in names),
        ],
        filters=[
            Filter(
                "verdict",
                _l("Verdict"),
                [(verdict, words) for verdict, (words, _badge) in VERDICTS.items()],
                apply=lambda query, verdict: query.where(RosterRow.verdict == verdict),
            )
        ],
        default_sort="row",
        empty=Empty(_("Every row can be taken"), icon="circle-check"),
    )


def _value_column(
    viewed: RosterImport, name: str, values: Callable[[RosterRow], dict[str, str]]
) -> Column:
    """What the file says in one of its columns, under the file's own heading."""
    at = next(int(at) for at, known in viewed.columns.items() if known == name)
    heading = viewed.headings[at] if at < len(viewed.headings) else ""
    return Column(
        f"value-{name}",
        heading or str(LABELS[name]),
        lambda row: values(row).get(name),
        screen=False,
    )


def _name_in(values: dict[str, str]) -> str | None:
    parts = (values.get(part, "") for part in ("given_name", "father_name", "family_name"))
    return values.get("full_name") or " ".join(filter(None, parts)) or None


def _shown(said: list[tuple[str, str]]) -> Markup:
    lines = [
        Markup("<li><b>{}</b>: <span>{}</span></li>").format(field, why) for field, why in said
    ]
    return Markup('<ul class="plain">{}</ul>').format(Markup("").join(lines))
