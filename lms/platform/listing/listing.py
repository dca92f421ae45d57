"""A list as a view declares it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.platform import clock
from lms.platform.access import Permission, current_actor, make_sure
from lms.platform.found import Found
from lms.platform.i18n import _, _l
from lms.platform.i18n.dates import datetime_text
from lms.platform.listing import asked as address
from lms.platform.listing.cells import Pick, table_body
from lms.platform.listing.columns import Column
from lms.platform.listing.export import LARGE, exported, file_response, making
from lms.platform.listing.filters import AnySelect, Filter
from lms.platform.listing.page import (
    Empty,
    Page,
    chips_of,
    controls_of,
    heads_of,
    totals_of,
)
from lms.platform.listing.query import (
    count_and_totals,
    front_of,
    ordered,
    page_of,
    rows_of,
    with_keys,
)
from lms.platform.remembered import read_once
from lms.platform.statements import derived

PAGE_SIZE = 25
BATCH = 500


class Listing:
    """Rows of one query, with whatever the address asks of them; costs two statements a page, or three."""

    def __init__(
        self,
        name: str,
        title: str,
        query: AnySelect,
        columns: Sequence[Column],
        *,
        filters: Sequence[Filter] = (),
        default_sort: str = "",
        search: Callable[[Any, str], Any] | None = None,
        find: Callable[[str, Callable[[Any], Any]], Found] | None = None,
        search_label: str = _l("Search"),
        page_size: int = PAGE_SIZE,
        empty: Empty | None = None,
        exports: bool = True,
        keep: Sequence[str] = (),
        pick: Pick | None = None,
        prepare: Callable[[list[Any]], Iterable[Any]] | None = None,
        count: int | None = None,
        exporting: Permission | None = None,
    ) -> None:
        self.name, self.title, self.query = name, title, query
        self.columns, self.filters = columns, filters
        self.default_sort = default_sort
        self.search, self.search_label = search, search_label
        # Of very many rows a page shows the first that are found, and says so; a file still has all.
        self.find = find
        self.page_size, self.pick = page_size, pick
        self.empty = empty or Empty(_("Nothing here yet"))
        # Lists of people leave only with a right of its own, and large ones only for a reason.
        self.exporting = exporting
        self.exports = exports and (exporting is None or current_actor().has(exporting))
        self.keep = keep
        # What rows become before the columns see them, a page (or, for a file, a batch) at a time.
        self.prepare = prepare
        # How many rows there are without search and filters, where the view has counted them for its tabs.
        self.known_count = count

    def respond(self, template: str, **context: Any) -> ResponseReturnValue:
        """The page, or the file that `?format=` asks for; the view has checked who may have it."""
        if self.asked.format:
            if not self.exports:
                abort(403)
            if not self.asked.problems:
                return self._leave(self.asked.format)
        return render_template(template, listing=self.page(), **context), self.status

    @property
    def status(self) -> int:
        """The answer to an address that means nothing; the script on the page shows a 422 in place."""
        if not self.asked.problems:
            return 200
        return 422 if "HX-Request" in request.headers else 400

    @cached_property
    def asked(self) -> address.Asked:
        """What the address of this request asks for."""
        sortable = frozenset(column.key for column in self.columns if column.sort is not None)
        return address.read(
            request.args, request.path, self.filters, sortable, self.default_sort, self.keep
        )

    @cached_property
    def narrowed(self) -> AnySelect:
        """The query with search and filters, for whatever else the view wants to know of the set."""
        values = {key: value for key, (value, _words) in self.asked.values.items()}
        query = derived(
            self.query,
            "narrowed",
            lambda: self._filtered(values, self.query),
            *sorted(values.items()),
        )
        if self.found is not None:
            return with_keys(self.query, self.found.ids)
        if self.search is not None and self.asked.search:
            query = self.search(query, self.asked.search)
        return query

    @cached_property
    def found(self) -> Found | None:
        """The keys of what the search finds first, where the list looks for them itself."""
        if self.find is None or not self.asked.search or self.asked.format:
            return None
        return self.find(self.asked.search, self.narrow)

    def narrow(self, query: AnySelect) -> AnySelect:
        """A query of the same rows with the filters that are asked for."""
        values = {key: value for key, (value, _words) in self.asked.values.items()}
        return self._filtered(values, query)

    def _filtered(self, values: Mapping[str, Any], query: AnySelect) -> AnySelect:
        for narrow in self.filters:
            if narrow.key in values:
                query = narrow.apply(query, values[narrow.key])
        return query

    def page(self) -> Page:
        """One page; what could not be understood shows no rows rather than the wrong ones."""
        asked, columns = self.asked, [column for column in self.columns if column.screen]
        count, number, body = 0, 1, Markup("")
        totals: dict[str, Any] = {}
        if not asked.problems:
            count, totals = self._count_and_totals(columns)
            number = min(asked.page, max(1, -(-count // self.page_size)))
            body = self._body(columns, number) if count else body
        label = str(self.search_label) if self.search is not None else ""
        return Page(
            name=self.name,
            title=str(self.title),
            asked=asked,
            heads=heads_of(columns, asked),
            body=body,
            count=count,
            number=number,
            size=self.page_size,
            totals=totals_of(columns, totals),
            controls=controls_of(self.filters, asked, label),
            chips=chips_of(self.filters, asked, label),
            empty=self.empty,
            is_all=self.found is None or self.found.is_all,
            exports=tuple([(form.upper(), asked.url(format=form)) for form in self._formats()]),
            picks=self.pick is not None,
            hidden=(*asked.keep.items(), *self._hidden_sort().items()),
        )

    def _leave(self, form: str) -> ResponseReturnValue:
        """The file at once. Whoever takes very many rows shows once more who they are, and of people says what for."""
        rows, _totals = count_and_totals(self.narrowed, ())
        if rows > LARGE and making() is None:
            if self.exporting is not None:
                make_sure()
                return redirect(url_for("jobs.ask_export", list=request.full_path))
            make_sure(back=self.asked.url(format=""))
        exported.send(self, form=form, rows=rows)
        return self.file(form)

    def file(self, form: str) -> ResponseReturnValue:
        """Every row as CSV or XLSX; the latter says of itself what it is."""
        read_once()
        rows = self._prepared(rows_of(self._ordered(), stream=True))
        return file_response(
            form, self.name, str(self.title), self.columns, rows, notes=list(self._notes())
        )

    def _notes(self) -> Iterator[tuple[str, str]]:
        yield _("List"), str(self.title)
        for chip in chips_of(self.filters, self.asked, str(self.search_label)):
            yield chip.label, chip.value
        if self.exporting is not None:
            yield _("Made by"), current_actor().name
        yield _("Made at"), f"{datetime_text(clock.now(), 'UTC')} UTC"

    def _count_and_totals(self, columns: Sequence[Column]) -> tuple[int, dict[str, Any]]:
        summed = any(column.total is not None for column in columns)
        if self.found is not None and not summed:
            return len(self.found.ids), {}
        if self.known_count is None or self.asked.is_narrowed or summed:
            return count_and_totals(self.narrowed, columns)
        return self.known_count, {}

    def _body(self, columns: Sequence[Column], number: int) -> Markup:
        skipped = (number - 1) * self.page_size
        rows = page_of(self._ordered(), self.page_size, skipped, self._front)
        return table_body(columns, self._prepared(rows), self.pick)

    def _prepared(self, rows: Iterable[Any]) -> Iterable[Any]:
        if self.prepare is None:
            return rows
        return self._in_batches(iter(rows), self.prepare)

    def _in_batches(
        self, rows: Iterator[Any], prepare: Callable[[list[Any]], Iterable[Any]]
    ) -> Iterator[Any]:
        while batch := list(islice(rows, BATCH)):
            yield from prepare(batch)

    @property
    def _sorted_by(self) -> Column | None:
        key = self.asked.sort.removeprefix("-")
        return next((column for column in self.columns if column.key == key), None)

    @property
    def _front(self) -> AnySelect | None:
        query, column = self.narrowed, self._sorted_by
        front = column.front if column is not None else None
        if column is None or front is None or self.asked.sort.startswith("-"):
            return None
        if self.found is not None:
            return None  # so few are sorted at once
        return derived(query, "front", lambda: front_of(query, column, front))

    def _ordered(self) -> AnySelect:
        query, column = self.narrowed, self._sorted_by
        descending = self.asked.sort.startswith("-")
        return derived(
            query, "ordered", lambda: ordered(query, column, descending=descending), self.asked.sort
        )

    def _formats(self) -> Sequence[str]:
        return address.FORMATS if self.exports else ()

    def _hidden_sort(self) -> dict[str, str]:
        asked = self.asked.sort
        return {"sort": asked} if asked != self.default_sort else {}
