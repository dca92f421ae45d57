"""The few files that a document may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
