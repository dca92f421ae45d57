"""Codes that phones read, on paper and on screens."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from lms.platform.qr import QUIET_ZONE, QrPath, qr_path, qr_png
from tests.support.paper import URL, codes_in


def drawn(code: QrPath, scale: int = 6) -> Image.Image:
    image = Image.new("L", (code.size * scale, code.size * scale), 255)
    brush = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.d):
        corner = (int(x) * scale, int(y) * scale)
        brush.rectangle(
            (corner, (corner[0] + int(length) * scale - 1, corner[1] + scale - 1)), fill=0
        )
    return image


@pytest.mark.parametrize("text", [URL, "https://دفتر.example/v/1", "1"])
def test_the_path_draws_what_was_put_in(text):
    assert [found.text for found in codes_in(drawn(qr_path(text)))] == [text]


def test_the_image_shows_what_was_put_in():
    assert [found.text for found in codes_in(Image.open(BytesIO(qr_png(URL))))] == [URL]


def test_a_quarter_of_the_code_may_be_lost():
    (found,) = codes_in(drawn(qr_path(URL)))

    assert found.ec_level == "Q"


def test_no_dark_module_stands_in_the_quiet_zone():
    code = qr_path(URL)
    inner = range(QUIET_ZONE, code.size - QUIET_ZONE)
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)\.5h(\d+)", code.d)]

    assert all(y in inner and x in inner and x + length - 1 in inner for x, y, length in runs)


def test_the_same_text_gives_the_same_code():
    assert qr_path(URL) == qr_path(URL)
    assert qr_png(URL) == qr_png(URL)
