"""The press: HTML of ours laid out and printed, with a limit on its length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lms.platform.pdf.assets import Assets
from lms.platform.pdf.errors import DocumentTooLong

LONGEST_HTML = 400_000  # a sign-in sheet of 500 people has 120,000 characters


class Layout(Protocol):
    """A document laid out on its pages, so that one can see whether everything fits."""

    @property
    def page_count(self) -> int: ...

    def tops(self, prefix: str, page: int = 0) -> list[float]:
        """How far below the top of the page, in millimetres, the elements begin whose ids begin so."""

    def pdf(self, *, searchable: bool = True) -> bytes:
        """The file. It holds no time and no chance: the same layout gives the same bytes."""


def lay_out(html: str, stylesheets: Sequence[str], assets: Assets) -> Layout:
    """The HTML set with these stylesheets of the assets.

    Raises:
        DocumentTooLong: it has more than LONGEST_HTML characters.
        RenderingFailed: it asks for what it was not given, or WeasyPrint cannot set it as it is written.
    """
    # Loading WeasyPrint takes a third of a start, and most processes print nothing.
    from lms.platform.pdf.engine import laid_out  # noqa: PLC0415

    if len(html) > LONGEST_HTML:
        raise DocumentTooLong(f"{len(html)} characters, at most {LONGEST_HTML}")
    return laid_out(html, stylesheets, assets)


def render(html: str, stylesheets: Sequence[str], assets: Assets) -> bytes:
    """The HTML as a PDF."""
    return lay_out(html, stylesheets, assets).pdf()
