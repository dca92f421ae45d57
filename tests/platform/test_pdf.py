"""The press: the same bytes each time, nothing fetched, nothing left out in silence."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fontTools.ttLib import TTFont

from lms.config import ROOT
from lms.platform.pdf import FONTS
from lms.platform.pdf.assets import Assets
from lms.platform.pdf.errors import DocumentTooLong, RenderingFailed
from lms.platform.pdf.glyphs import MissingGlyph, require_glyphs
from lms.platform.pdf.press import lay_out, render
from tests.support.paper import fonts_of, images_of

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="9mm"><path d="M0 0h9v9z"/></svg>'
)
PLAIN = Assets({"plain.css": b"@page { size: A6 } p { font-family: Amiri }", "shape.svg": SVG})


def page(body: str) -> str:
    return f'<!doctype html><html lang="ar" dir="rtl"><title>x</title><body>{body}</body></html>'


def sheet(css: str) -> Assets:
    return Assets({"plain.css": css.encode()})


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on this machine that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


def was_called(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


ADDRESSES = [
    "http://127.0.0.1:{port}/a.svg",
    "//127.0.0.1:{port}/a.svg",
    "ftp://127.0.0.1:{port}/a.svg",
    "file:///etc/hostname",
    "FILE:///etc/hostname",
    "/etc/hostname",
    "../../../etc/hostname",
    "data:image/svg+xml,<svg/>",
    "asset:../lms/fonts.conf",
    "asset:other.svg",
    "asset:shape.svg?x",
    "ASSET:shape.svg",
]
BODIES = [
    '<img alt="x" src="{}">',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<style>@import "{}";</style>',
    '<style>p {{ background: url("{}") }}</style>',
    '<style>p::before {{ content: url("{}") }}</style>',
    '<style>li {{ list-style-image: url("{}") }}</style><ul><li>x</li></ul>',
    '<style>@font-face {{ font-family: F; src: url("{}") }}</style>',
    '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    '<base href="http://127.0.0.1/"><img alt="x" src="{}">',
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a47_no_address_outside_its_assets_is_fetched(body, address, listener):
    address = address.format(port=listener.getsockname()[1])

    with pytest.raises(RenderingFailed):
        render(page(f"<p>x</p>{body.format(address)}"), ["plain.css"], PLAIN)
    assert not was_called(listener)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("css", ['@import "{}";', 'p {{ background: url("{}") }}'])
def test_a47_stylesheets_cannot_fetch_either(css, address, listener):
    address = address.format(port=listener.getsockname()[1])

    with pytest.raises(RenderingFailed):
        render(page("<p>x</p>"), ["plain.css"], sheet(css.format(address)))
    assert not was_called(listener)


def test_a47_images_cannot_fetch_either(listener):
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}"/></svg>'
    assets = Assets({"plain.css": b"", "shape.svg": svg.encode()})

    with pytest.raises(RenderingFailed):
        render(page('<img alt="x" src="asset:shape.svg">'), ["plain.css"], assets)
    assert not was_called(listener)


def test_the_named_asset_is_printed():
    pdf = render(page('<img alt="x" src="asset:shape.svg">'), ["plain.css"], PLAIN)

    assert images_of(pdf, 72)[0].getextrema() == ((0, 255),) * 3


@pytest.mark.parametrize("css", ["p { colour: red }", "p { width: -1kg }", "p { color: red"])
def test_what_the_engine_would_leave_out_in_silence_is_an_error(css):
    if css.endswith("red"):
        render(page("<p>x</p>"), ["plain.css"], sheet(css))  # CSS closes what is left open
        return
    with pytest.raises(RenderingFailed):
        render(page("<p>x</p>"), ["plain.css"], sheet(css))


def test_a_broken_image_is_an_error():
    with pytest.raises(RenderingFailed):
        render(
            page('<img alt="x" src="asset:shape.png">'),
            ["plain.css"],
            Assets({"plain.css": b"", "shape.png": b"not an image"}),
        )


def test_a_document_beyond_any_paper_is_refused():
    with pytest.raises(DocumentTooLong):
        lay_out("x" * 400_001, ["plain.css"], PLAIN)


def test_colours_change_in_images_alone():
    assets = Assets({"a.svg": b'<path stroke="#0f5a69"/>', "a.css": b"p { color: #0f5a69 }"})

    coloured = assets.with_colours({"#0f5a69": "#112233"})

    assert coloured.files == {
        "a.svg": b'<path stroke="#112233"/>',
        "a.css": b"p { color: #0f5a69 }",
    }


SCRIPT = """
import hashlib
from lms.certificates.document import render_certificate
from tests.support.paper import certificate
for design in ("ar-en", "fa", "ka-en"):
    print(hashlib.sha256(render_certificate(certificate(design))).hexdigest())
"""


def fingerprints_elsewhere(**environment: str) -> str:
    """What another process makes of the same certificates."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_g11_other_processes_make_the_same_bytes(tmp_path):
    first = fingerprints_elsewhere(PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C")
    second = fingerprints_elsewhere(
        PYTHONHASHSEED="4242",
        TZ="Asia/Tbilisi",
        LC_ALL="C.UTF-8",
        XDG_CACHE_HOME=str(tmp_path),
        SOURCE_DATE_EPOCH="1",
        FONTCONFIG_FILE="/nowhere",
    )

    assert first == second


def test_threads_and_a_used_press_make_the_same_bytes():
    html = page("<p>مركز سقارة للتدريب</p>")
    fresh = hashlib.sha256(render(html, ["plain.css"], Assets(PLAIN.files))).digest()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: render(html, ["plain.css"], PLAIN), range(12)))

    assert {hashlib.sha256(pdf).digest() for pdf in made} == {fresh}


def test_only_our_fonts_are_used_and_the_file_carries_them():
    html = page("<p style=\"font-family: 'DejaVu Sans', sans-serif\">abc مركز ქართული</p>")

    fonts = fonts_of(render(html, ["plain.css"], PLAIN))

    ours = {path.stem.partition("-")[0] for path in FONTS.glob("*.ttf")}
    assert all(fonts.values())
    assert {name.partition("+")[2].replace("-", "") for name in fonts} <= ours


@pytest.mark.parametrize(
    "text",
    [
        "مُحَمَّدٌ عَبْدُاللَّهِ الإِبْراهِيمِيّ",
        "می‌خواهم گچپژ کریم‌زاده ۱۲۳",
        "ნინო ბერიძე გიორგის ასული",
        "Ana-María O’Neil Şahin Łukasz",
        "“MS-101/2024” №7, 50 %",
    ],
)
def test_names_of_our_countries_can_be_printed(text):
    require_glyphs([text])


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("王芳", "U+738B"),
        ("Mona 🙂", "U+1F642"),
        ("a\u202eb", "U+202E"),
        ("a\u0000b", "U+0000"),
        ("a\nb", "U+000A"),
        ("a\ue000b", "U+E000"),
        ("a\u00adb", "U+00AD"),
    ],
)
def test_a_letter_without_a_shape_is_refused_by_name(text, letter):
    with pytest.raises(MissingGlyph) as refused:
        require_glyphs(["fine", text])

    assert refused.value.values == {"text": text, "letter": letter}


def test_bold_and_regular_have_the_same_letters():
    letters = {
        *range(0x20, 0x7F),
        *range(0x0621, 0x0653),
        *range(0x06F0, 0x06FA),
        *range(0x10D0, 0x10F1),
    }
    faces: dict[str, list[set[int]]] = {}
    for path in FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            faces.setdefault(path.stem.split("-")[0], []).append(letters & set(font.getBestCmap()))

    assert all(face == family[0] for family in faces.values() for face in family)
