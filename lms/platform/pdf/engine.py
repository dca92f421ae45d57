"""From HTML to PDF by WeasyPrint, which nothing else imports.

Documents are rendered in this process: their templates and stylesheets are ours, people's words
only fill them, and the limits of `press` keep the work small. A template that somebody else may write
would need a process of its own.
"""

from __future__ import annotations

import logging
import mimetypes
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from pydyf import PDF, Stream
from weasyprint import CSS, HTML, Document
from weasyprint.css.counters import CounterStyle
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from lms.platform.pdf.assets import SCHEME, Assets
from lms.platform.pdf.errors import RenderingFailed

MM_PER_PIXEL = 25.4 / 96
_JOINER = b"<200d>"


class LaidOut:
    """A document laid out on its pages, so that one can see whether everything fits."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def page_count(self) -> int:
        return len(self._document.pages)

    def tops(self, prefix: str, page: int = 0) -> list[float]:
        """How far below the top of the page, in millimetres, the elements begin whose ids begin so."""
        anchors = sorted(self._document.pages[page].anchors.items())
        return [place[1] * MM_PER_PIXEL for name, place in anchors if name.startswith(prefix)]

    def pdf(self, *, searchable: bool = True) -> bytes:
        """The file. It holds no time and no chance: the same layout gives the same bytes.

        Of old files that have to come out as they were, `searchable` is False.
        """
        with _complaints_raised():
            written: bytes = self._document.write_pdf(
                pdf_identifier=True,
                pdf_tags=True,
                finisher=_name_every_shape if searchable else None,
            )
        return written


def _name_every_shape(_document: object, pdf: PDF) -> None:
    """Say of shapes that stand for no letter of their own that they are a joiner, which nobody sees.

    Some fonts put two shapes for one letter. WeasyPrint gives the letter to one and nothing to the other, and readers
    take the number of a shape without a letter for one: ا۹لکترونیک instead of الکترونیک is not found.
    """
    for written in pdf.objects:
        if isinstance(written, Stream) and b"begincmap" in written.stream:
            written.stream = [
                line[:-2] + _JOINER if line.endswith(b"> <>") else line for line in written.stream
            ]


def laid_out(html: str, stylesheets: Sequence[str], assets: Assets) -> LaidOut:
    """The HTML set with these stylesheets of the assets."""
    with _complaints_raised():
        return LaidOut(_press(tuple(stylesheets), assets).lay_out(html))


class RefusedAddress(Exception):
    """A document asked for something that it was not given."""


class AssetFetcher(URLFetcher):
    """Serves the assets it was given. No file, no network, no data address, no redirect."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(  # type: ignore[no-untyped-call]  # WeasyPrint has no types
            allowed_protocols=(), allow_redirects=False, fail_on_errors=True
        )
        self._files = assets.files

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset of this name; every other address is refused before anything is opened."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._files:
            raise RefusedAddress(url)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self._files[name], {"Content-Type": kind})


class _Press:
    """Fonts, stylesheets and images, read once and used for many documents."""

    def __init__(self, stylesheets: Sequence[str], assets: Assets) -> None:
        self._fetcher = AssetFetcher(assets)
        self._fonts = FontConfiguration()
        self._counters = CounterStyle()
        self._images: dict[str, object] = {}
        self._styles = [self._parsed(assets.text(name)) for name in stylesheets]

    def _parsed(self, text: str) -> CSS:
        # A stylesheet fetches by itself, so it needs our fetcher as much as the document does.
        return CSS(
            string=text,
            base_url=SCHEME,
            url_fetcher=self._fetcher,
            font_config=self._fonts,
            counter_style=self._counters,
        )

    def lay_out(self, html: str) -> Document:
        document: Document = HTML(string=html, base_url=SCHEME, url_fetcher=self._fetcher).render(
            font_config=self._fonts,
            counter_style=self._counters,
            stylesheets=self._styles,
            cache=self._images,
            pdf_tags=True,
        )
        return document


class _Presses(threading.local):
    """The presses of one thread: Pango's fonts may not be shared between threads."""

    def __init__(self) -> None:
        self.by_assets: WeakKeyDictionary[Assets, dict[tuple[str, ...], _Press]] = (
            WeakKeyDictionary()
        )


_presses = _Presses()


def _press(stylesheets: tuple[str, ...], assets: Assets) -> _Press:
    presses = _presses.by_assets.setdefault(assets, {})
    if stylesheets not in presses:
        presses[stylesheets] = _Press(stylesheets, assets)
    return presses[stylesheets]


class _Complaints(logging.Handler):
    """What WeasyPrint says in this thread. It would leave out what it cannot use and go on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread_id = threading.get_ident()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread_id:
            self.texts.append(record.getMessage())


@contextmanager
def _complaints_raised() -> Iterator[None]:
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as refused:
        # Not an Exception in WeasyPrint, so that none of its own handlers may swallow it.
        raise RenderingFailed(str(refused)) from refused.__cause__
    finally:
        LOGGER.removeHandler(complaints)
    if complaints.texts:
        raise RenderingFailed("; ".join(complaints.texts))
