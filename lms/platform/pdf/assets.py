"""The few files that a document may use, and the fetcher that serves them and nothing else."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"


@dataclass(frozen=True, eq=False)
class Assets:
    """Stylesheets and images by name, in memory; documents and stylesheets write `asset:name`."""

    files: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path, *names: str) -> Assets:
        """These files of a folder of ours."""
        return cls({name: (folder / name).read_bytes() for name in names})

    def with_colours(self, colours: Mapping[str, str]) -> Assets:
        """The same files, where each of these colours has become another in every SVG image."""
        return Assets(
            {
                name: _recoloured(body, colours) if name.endswith(".svg") else body
                for name, body in self.files.items()
            }
        )

    def text(self, name: str) -> str:
        return self.files[name].decode()


def _recoloured(svg: bytes, colours: Mapping[str, str]) -> bytes:
    for old, new in colours.items():
        svg = svg.replace(old.encode(), new.encode())
    return svg


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
