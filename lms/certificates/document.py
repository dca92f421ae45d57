"""The certificate on paper: a pure function of its payload, the templates and the libraries."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from lms.certificates.payload import CertificatePayload, Kind, Names, Score, Signatory
from lms.certificates.wording import column, proof
from lms.config import ROOT
from lms.platform.errors import DomainError
from lms.platform.i18n import _l, direction
from lms.platform.i18n.calendars.hijri import use_months
from lms.platform.pdf.assets import Assets
from lms.platform.pdf.glyphs import require_glyphs
from lms.platform.pdf.press import Layout, lay_out
from lms.platform.pdf.templates import filled
from lms.platform.qr import qr_path

__all__ = [
    "CertificatePayload",
    "Kind",
    "Names",
    "Score",
    "Signatory",
    "TextTooLong",
    "fingerprint",
    "render_certificate",
]

STYLESHEET = "cert.css"
_DESIGN = Assets.of(
    ROOT / "static" / "pdf",
    STYLESHEET,
    "corner.svg",
    "edge-h.svg",
    "edge-v.svg",
    "emblem.svg",
    "rosette.svg",
)
_TEAL, _GOLD, _PALE_TEAL, _PALE_GOLD = "#0f5a69", "#a97b25", "#cfdee1", "#eee5d3"

# Letters shrink by steps of 5 % until their part of the page holds them; a name may break into two
# lines rather than become smaller than 75 %.
_STEP = 5
_SMALLEST = {"name": 75, "head": 60, "text": 50, "foot": 60}
# Millimetres from the top of the page between which each part must stay.
_ROOM = {"head": (24.0, 52.0), "text": (80.0, 155.0), "foot": (152.5, 187.5)}


class TextTooLong(DomainError):
    """The texts of a certificate do not fit on one page even in small letters."""

    message = _l("The texts are too long for one page. Shorten the longest of them.")
    status = 422


def render_certificate(payload: CertificatePayload) -> bytes:
    """The PDF of a certificate: A4 landscape, one page, the same bytes for the same payload.

    Raises:
        MissingGlyph: a name has a letter that our fonts cannot print.
        TextTooLong: the page cannot hold the texts.
    """
    require_glyphs(payload.texts())
    with use_months(payload.decided_months):
        return _rendered(payload)


def _rendered(payload: CertificatePayload) -> bytes:
    assets = _coloured(payload.accent, payload.accent_second)
    scale = dict.fromkeys(_SMALLEST, 100)
    while True:
        html = _html(payload, scale)
        layout = lay_out(html, [STYLESHEET], assets)
        crowded = [part for part in scale if not _fits(layout, html, part, scale[part])]
        if not crowded:
            return layout.pdf(searchable=payload.template_version > 1)
        _shrink(scale, crowded)


def fingerprint(pdf: bytes) -> str:
    """The SHA-256 of a file, as it is stored and shown."""
    return hashlib.sha256(pdf).hexdigest()


def _html(payload: CertificatePayload, scale: dict[str, int]) -> str:
    second = payload.second_language
    columns = [column(payload, language) for language in (payload.language, second) if language]
    return filled(
        "certificates/pdf/certificate.html",
        payload=payload,
        columns=columns,
        proof=proof(payload),
        posts=[_posts(signatory.post, payload) for signatory in payload.signatories],
        code_lines=_in_two_lines(payload.code),
        qr=qr_path(payload.verify_url),
        scale=scale,
        text_colour=_mixed(payload.accent, "#000000", 0.15),
        second_text_colour=_mixed(payload.accent_second, "#000000", 0.26),
        direction=direction,
    )


def _fits(layout: Layout, html: str, part: str, scale: int) -> bool:
    starts, ends = layout.tops(f"{part}-start"), layout.tops(f"{part}-end")
    # A mark that was pushed off the page is on none.
    if len(starts) + len(ends) < html.count(f'id="{part}-'):
        return False
    if part == "name":
        return starts == ends or scale <= _SMALLEST["name"]
    top, bottom = _ROOM[part]
    return all(start >= top for start in starts) and all(end <= bottom for end in ends)


def _shrink(scale: dict[str, int], crowded: list[str]) -> None:
    for part in crowded:
        # Until the name stands in its one or two lines, the text below it may still move up.
        if part == "text" and "name" in crowded:
            continue
        scale[part] -= _STEP
        if scale[part] < _SMALLEST[part]:
            raise TextTooLong


def _posts(post: Names, payload: CertificatePayload) -> list[tuple[str, str]]:
    """The post in the language that leads, then in the second one; with the language of each."""
    languages = filter(None, (payload.language, payload.second_language))
    return [(language, post[language]) for language in languages if post.get(language)]


def _in_two_lines(code: str) -> tuple[str, str]:
    groups = code.split("-")
    middle = (len(groups) + 1) // 2
    return "-".join(groups[:middle]), "-".join(groups[middle:])


@lru_cache(maxsize=32)
def _coloured(accent: str, second: str) -> Assets:
    """The ornaments in the body's colours; the rosette in tints of them."""
    return _DESIGN.with_colours(
        {
            _PALE_TEAL: _mixed(accent, "#ffffff", 0.8),
            _PALE_GOLD: _mixed(second, "#ffffff", 0.8),
            _TEAL: accent,
            _GOLD: second,
        }
    )


def _mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share of another one mixed in."""
    ours, theirs = (tuple(bytes.fromhex(one[1:])) for one in (colour, other))
    return "#" + bytes(round(a + (b - a) * share) for a, b in zip(ours, theirs, strict=True)).hex()
