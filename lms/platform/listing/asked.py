"""What the address of a list asks for: search, filters, order, page, file format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.platform.i18n import _
from lms.platform.links import with_query
from lms.platform.listing.filters import BadValue, Filter, cleaned

FORMATS = ("csv", "xlsx")
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Asked:
    """One reading of the address; whatever means nothing is in `problems`, by parameter."""

    path: str
    sent: Mapping[str, str]
    """`q` and the filters as they were sent."""
    search: str
    values: Mapping[str, tuple[Any, str]]
    sort: str
    page: int
    format: str
    keep: Mapping[str, str]
    defaults: Mapping[str, str]
    default_sort: str
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.values)

    def narrowed_by(self) -> list[tuple[str, str]]:
        """The filters that are set, without the words that were searched for."""
        return [(key, self.sent[key]) for key in self.values]

    def url(self, **changes: str | int) -> str:
        """The same list with these parameters changed; page 1 unless a page is named."""
        asked: dict[str, str] = {**self.keep, **self.sent, "sort": self.sort, "page": ""}
        asked.update({key: str(value) for key, value in changes.items()})
        usual = {**self.defaults, "sort": self.default_sort, "page": "1"}
        parts = [
            (key, value)
            for key, value in asked.items()
            if value != usual.get(key, "") and not (key == "page" and not value)
        ]
        return with_query(self.path, tuple(parts))


def read(
    args: MultiDict[str, str],
    path: str,
    filters: Sequence[Filter],
    sortable: frozenset[str],
    default_sort: str,
    keep: Sequence[str],
) -> Asked:
    """Read the parameters; a page or an order that does not exist becomes the nearest that does."""
    defaults = {narrow.key: narrow.default for narrow in filters}
    sent = {
        "q": args.get("q", ""),
        **{key: args.get(key, usual) for key, usual in defaults.items()},
    }
    problems: dict[str, str] = {}
    values: dict[str, tuple[Any, str]] = {}
    for narrow in filters:
        if sent[narrow.key].strip():
            try:
                values[narrow.key] = narrow.read(sent[narrow.key])
            except BadValue as refusal:
                problems[narrow.key] = str(refusal)
    try:
        search = cleaned(sent["q"])
    except BadValue as refusal:
        search, problems["q"] = "", str(refusal)
    sort = args.get("sort", "")
    wanted = args.get("format", "")
    if wanted and wanted not in FORMATS:
        problems["format"] = _("Choose one of those listed.")
    return Asked(
        path=path,
        sent=sent,
        search=search,
        values=values,
        sort=sort if sort.removeprefix("-") in sortable else default_sort,
        page=_page(args.get("page", "1")),
        format=wanted,
        keep={key: args[key] for key in keep if key in args},
        defaults=defaults,
        default_sort=default_sort,
        problems=problems,
    )


def _page(sent: str) -> int:
    # A number of thousands of digits is slow to read and names no page.
    if not sent.isdecimal() or len(sent) > 7:
        return LAST_PAGE if sent.isdecimal() else 1
    return max(1, int(sent))
