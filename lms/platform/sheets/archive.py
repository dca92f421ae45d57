"""Looking into an XLSX file before anything unpacks it: sizes, forbidden XML, the extent of its sheets."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lms.platform.i18n.numbers import number
from lms.platform.sheets.errors import DamagedSheet, NotWhatItSays, SheetTooLarge, UnsafeSheet

MAX_ENTRIES = 2_000
MAX_UNPACKED = 400_000_000
MAX_RATIO = 250
"""No sheet of real rows packs better; what does is made to exhaust the reader."""
MAX_ROWS = 200_000
MAX_COLUMNS = 100

# The reader holds the whole rectangle between the outermost cells, empty or not: a sheet wider than 26
# columns may therefore have 50,000 rows and no more.

_CHUNK = 262_144
_OVERLAP = 64
_LOCAL_HEADER = struct.Struct("<4s22sHH")

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Cells say where they are: r="AB12". Blanks go and quotes become one kind before the search, because a
# pattern that begins with a literal is five times as fast.
_BLANKS = b" \t\r\n"
_QUOTES = bytes.maketrans(b"'", b'"')
_LETTERS = rb'r="[A-Za-z]{0,3}0*'
_FAR_RIGHT = re.compile(rb'r="(?:[Cc][W-Zw-z]|[D-Zd-z][A-Za-z]|[A-Za-z]{3,})[0-9]')
_FAR_DOWN = re.compile(
    _LETTERS + rb"(?:20[1-9][0-9]{3}|2[1-9][0-9]{4}|[3-9][0-9]{5}|[1-9][0-9]{6,})\""
)
_WIDE = re.compile(rb'r="[A-Za-z]{2,}[0-9]')
_TALL = re.compile(_LETTERS + rb"(?:[5-9][0-9]{4}|[1-9][0-9]{5,})\"")


def inspect_archive(file: IO[bytes]) -> None:
    """Raise unless this is an XLSX file that can be unpacked safely."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_odd(entries)
            for entry in entries:
                _inspect_entry(file, entry)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError):
        raise DamagedSheet from None
    finally:
        file.seek(0)


def too_large() -> SheetTooLarge:
    return SheetTooLarge(rows=number(MAX_ROWS), columns=number(MAX_COLUMNS))


def _refuse_odd(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if "xl/workbook.xml" not in names:
        raise NotWhatItSays
    if len(names) != len(set(names)) or len(names) > MAX_ENTRIES:
        raise UnsafeSheet
    for entry in entries:
        if entry.flag_bits & 0x1 or entry.compress_type not in {0, 8}:
            raise UnsafeSheet
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise too_large()


def _inspect_entry(file: IO[bytes], entry: zipfile.ZipInfo) -> None:
    """Unpack one part piece by piece, keeping nothing, and look at each piece."""
    extent = _Extent() if entry.filename.startswith("xl/worksheets/") else None
    is_xml = extent is not None or entry.filename.endswith((".xml", ".rels", ".vml"))
    limit = max(MAX_RATIO * entry.compress_size, 1_000_000)
    seen, tail = 0, b""
    for piece in _unpacked(file, entry):
        seen += len(piece)
        if seen > min(limit, MAX_UNPACKED):
            raise UnsafeSheet
        if is_xml:
            window = tail + piece
            _refuse_declarations(window)
            if extent is not None:
                extent.look(window)
            tail = window[-_OVERLAP:]
    if seen != entry.file_size:
        raise UnsafeSheet


def _refuse_declarations(window: bytes) -> None:
    # A table needs no document type; one that declares entities can be made to grow without end.
    if b"\0" in window or (b"<!" in window and _DECLARATION.search(window)):
        raise UnsafeSheet


class _Extent:
    """How far the cells of one sheet reach."""

    def __init__(self) -> None:
        self.is_wide = self.is_tall = False

    def look(self, window: bytes) -> None:
        cells = window.translate(_QUOTES, _BLANKS)
        if _FAR_RIGHT.search(cells) or _FAR_DOWN.search(cells):
            raise too_large()
        self.is_wide = self.is_wide or _WIDE.search(cells) is not None
        self.is_tall = self.is_tall or _TALL.search(cells) is not None
        if self.is_wide and self.is_tall:
            raise too_large()


def _unpacked(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the part really unpacks to, whatever size the archive states for it."""
    file.seek(entry.header_offset)
    signature, _rest, name_length, extra_length = _LOCAL_HEADER.unpack(
        file.read(_LOCAL_HEADER.size)
    )
    if signature != b"PK\x03\x04":
        raise DamagedSheet
    file.seek(name_length + extra_length, 1)
    left = entry.compress_size
    inflate = zlib.decompressobj(-15) if entry.compress_type == 8 else None
    while left > 0:
        packed = file.read(min(left, _CHUNK))
        if not packed:
            raise DamagedSheet
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        yield inflate.decompress(packed, _CHUNK)
        while inflate.unconsumed_tail:
            yield inflate.decompress(inflate.unconsumed_tail, _CHUNK)
    if inflate is not None and not inflate.eof:
        raise DamagedSheet
