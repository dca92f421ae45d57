"""QR codes: as a path for paper, as a PNG for screens. Level Q, with the quiet zone that readers need."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno

QUIET_ZONE = 4
LEVEL = "q"  # a quarter of the code may be stained, stamped or torn


@dataclass(frozen=True)
class QrPath:
    """A code drawn as the strokes of one SVG path, `size` modules wide with its quiet zone."""

    size: int
    d: str


def qr_path(text: str) -> QrPath:
    """The code of a text for `<svg viewBox="0 0 size size"><path d=…>` with a stroke."""
    rows = [bytes(row) for row in _code(text).matrix_iter(border=QUIET_ZONE)]
    strokes = [
        f"M{start} {y}.5h{length}" for y, row in enumerate(rows) for start, length in _runs(row)
    ]
    return QrPath(len(rows), "".join(strokes))


def qr_png(text: str, scale: int = 8) -> bytes:
    """The code of a text as an image, so many pixels to a module."""
    out = BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error=LEVEL, boost_error=False)


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where dark modules follow each other in a row: the first one, and how many."""
    runs = []
    start = 0
    for part in row.split(b"\0"):
        if part:
            runs.append((start, len(part)))
        start += len(part) + 1
    return runs
