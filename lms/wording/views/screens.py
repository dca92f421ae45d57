"""The screens of the product, each with its picture and the messages that it shows."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flask import current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.platform.access import requires
from lms.platform.i18n import direction
from lms.platform.text import fold
from lms.wording import policy, queries
from lms.wording.pictures import Screen, how_many_show, picture_of
from lms.wording.rules import entries
from lms.wording.views.blueprint import bp
from lms.wording.views.shared import (
    Line,
    known_screens,
    language_asked,
    language_tabs,
    line_of,
)


class ScreenLine(NamedTuple):
    """A screen as the list shows it; `own` is how many of its messages are worded otherwise."""

    screen: Screen
    url: str
    messages: int
    own: int


@bp.get("/wording/screens")
@requires(policy.MANAGE)
def screens() -> ResponseReturnValue:
    code = language_asked()
    own, messages = queries.own_texts(code).keys(), entries(code).keys()
    lines = [
        ScreenLine(
            one,
            url_for(".screen", language=code, name=one.name),
            len(one.messages & messages),
            len(one.messages & own),
        )
        for one in known_screens(code).values()
    ]
    return render_template(
        "wording/screens.html",
        code=code,
        dir=direction(code),
        tabs=language_tabs(code, lambda one: url_for(".screens", language=one)),
        lines=sorted(lines, key=lambda line: fold(line.screen.title)),
    )


@bp.get("/wording/screen")
@requires(policy.MANAGE)
def screen() -> ResponseReturnValue:
    code = language_asked()
    known = known_screens(code)
    if not known:
        return redirect(url_for(".screens", language=code))
    found = _asked(known)
    everywhere = _on_most(known)
    return render_template(
        "wording/screen.html",
        code=code,
        dir=direction(code),
        screen=found,
        tabs=language_tabs(code, lambda one: url_for(".screen", language=one, name=found.name)),
        own_lines=_lines(code, found, found.messages - everywhere),
        frame_lines=_lines(code, found, found.messages & everywhere),
        picture=url_for(".picture", language=code, name=found.name),
    )


@bp.get("/wording/picture")
@requires(policy.MANAGE)
def picture() -> ResponseReturnValue:
    code = language_asked()
    known = known_screens(code)
    if not known:
        return redirect(url_for(".screens", language=code))
    file = picture_of(Path(current_app.instance_path), code, _asked(known))
    if not file.is_file():
        raise NotFound
    return send_file(file, mimetype="image/png", max_age=0)


def _asked(known: dict[str, Screen]) -> Screen:
    """The screen of the address, by a name that the list has; the first one where none is named."""
    name = request.args.get("name") or next(iter(known), "")
    if name not in known:
        raise NotFound
    return known[name]


def _on_most(known: dict[str, Screen]) -> set[str]:
    """The messages of the frame: those that at least every second screen shows."""
    counts = how_many_show(known)
    return {key for key, count in counts.items() if len(known) > 1 and 2 * count >= len(known)}


def _lines(code: str, found: Screen, keys: frozenset[str]) -> list[Line]:
    messages, own = entries(code), queries.own_texts(code)
    shown = sorted(keys & messages.keys(), key=lambda key: messages[key].message)
    return [line_of(code, key, messages[key], own.get(key, ()), found.name) for key in shown]
