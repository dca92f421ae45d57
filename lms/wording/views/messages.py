"""Every message of a language, found by its words, and wording one of them otherwise."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.platform.access import current_actor, requires
from lms.platform.errors import DomainError
from lms.platform.forms import Form
from lms.platform.i18n import _, direction
from lms.platform.i18n.po_files import Entry
from lms.platform.paging import Pages, asked_name
from lms.wording import policy, queries, services
from lms.wording.forms import form_for
from lms.wording.pictures import Screen
from lms.wording.rules import entries, found, patch
from lms.wording.views.blueprint import bp
from lms.wording.views.shared import known_screens, language_asked, language_tabs, line_of

PAGE = 25
MOST_SCREENS = 10


@bp.get("/wording")
@requires(policy.MANAGE)
def messages() -> ResponseReturnValue:
    code = language_asked()
    asked, only_own = asked_name(), request.args.get("own") == "1"
    known, own = entries(code), queries.own_texts(code)
    keys = [key for key in found(code, asked, own) if key in own or not only_own]
    pages = Pages(len(keys), PAGE)
    shown = keys[pages.offset : pages.offset + PAGE]
    narrowed: dict[str, Any] = {"q": asked or None, "own": "1" if only_own else None}
    return render_template(
        "wording/messages.html",
        code=code,
        dir=direction(code),
        tabs=language_tabs(code, lambda one: url_for(".messages", language=one, **narrowed)),
        asked=asked,
        only_own=only_own,
        count=len(keys),
        has_own=bool(own),
        lines=[line_of(code, key, known[key], own.get(key, ())) for key in shown],
        steps=pages.steps(lambda page: url_for(".messages", language=code, page=page, **narrowed)),
    )


@bp.get("/wording/message")
@requires(policy.MANAGE)
def message() -> ResponseReturnValue:
    code, key, entry = _asked()
    known = queries.own(code, entry.message)
    texts = known.texts if known else entry.texts
    data = {f"text_{form}": text for form, text in enumerate(texts)}
    return _page(code, key, entry, form_for(entry.message, code)(None, data=data))


@bp.post("/wording/message")
@requires(policy.MANAGE)
def word() -> ResponseReturnValue:
    code, key, entry = _asked()
    form = form_for(entry.message, code)()
    if not form.validate_on_submit():
        return _page(code, key, entry, form)
    texts = [field.value for field in form if field.name.startswith("text_")]
    try:
        services.word(entry.message, code, texts, current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(code, key, entry, form)
    flash(_("Saved. Within seconds everybody reads it."))
    return redirect(_back(code, _coming_from(code)))


@bp.post("/wording/message/take-back")
@requires(policy.MANAGE)
def take_back() -> ResponseReturnValue:
    code, key, entry = _asked()
    known = queries.own(code, entry.message)
    if known is not None:
        services.take_back(known, current_actor())
        flash(_("The product's own words are back."))
    screen = _coming_from(code)
    name = screen.name if screen else None
    return redirect(url_for(".message", language=code, key=key, screen=name))


@bp.get("/wording/patch")
@requires(policy.MANAGE)
def download_patch() -> ResponseReturnValue:
    code = language_asked()
    text = patch(code, queries.own_texts(code))
    answer = Response(text, mimetype="text/x-diff")
    answer.headers.set("Content-Disposition", "attachment", filename=f"wording-{code}.patch")
    return answer


def _page(code: str, key: str, entry: Entry, form: Form) -> ResponseReturnValue:
    showing = [one for one in known_screens(code).values() if key in one.messages]
    screen = _coming_from(code)
    page = render_template(
        "wording/message.html",
        form=form,
        code=code,
        dir=direction(code),
        key=key,
        entry=entry,
        known=queries.own(code, entry.message),
        showing=showing[:MOST_SCREENS],
        more=len(showing[MOST_SCREENS:]),
        screen=screen,
        back=_back(code, screen) if screen else url_for(".messages", language=code),
    )
    return page, form.status


def _coming_from(code: str) -> Screen | None:
    """The screen from whose messages somebody came here."""
    return known_screens(code).get(request.args.get("screen", ""))


def _back(code: str, screen: Screen | None) -> str:
    """Where one goes on after wording a message."""
    if screen is None:
        return url_for(".messages", language=code, own=1)
    return url_for(".screen", language=code, name=screen.name)


def _asked() -> tuple[str, str, Entry]:
    """The language, the key and the message of the address; the first message where none is named."""
    code = language_asked()
    known = entries(code)
    key = request.args.get("key") or next(found(code, "", {}))
    if key not in known:
        raise NotFound
    return code, key, known[key]
