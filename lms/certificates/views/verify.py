"""Checking a certificate in public: no account, initials only, and no word on why one was revoked."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.certificates import services
from lms.certificates.forms import CodeForm, FileForm, code_fault
from lms.certificates.payload import CertificatePayload
from lms.certificates.services import Check
from lms.certificates.views.blueprint import bp
from lms.platform import clock
from lms.platform.access import PUBLIC, requires
from lms.platform.i18n import language
from lms.platform.i18n.dates import range_text
from lms.platform.ids import BadCode, grouped, parse_code
from lms.platform.localised import FALLBACKS
from lms.platform.throttle import TooManyTries


@bp.get("/verify")
@requires(PUBLIC)
def verify() -> ResponseReturnValue:
    """The form; with a code, the way to its answer."""
    if "code" not in request.args:
        return _page("form", form=CodeForm(None))
    form = CodeForm(request.args)
    try:
        services.refuse_guessing(_client())
    except TooManyTries as refusal:
        return _too_many(refusal)
    if form.validate():  # type: ignore[no-untyped-call]  # WTForms is untyped
        return redirect(url_for(".verified", code=form.code.data))
    services.note_miss(_client())
    return _page("form", 422, form=form)


@bp.get("/verify/<string:code>")
@requires(PUBLIC)
def verified(code: str) -> ResponseReturnValue:
    """What a code stands for; the QR square leads here."""
    return _answer(code)


@bp.post("/verify/<string:code>")
@requires(PUBLIC)
def compare(code: str) -> ResponseReturnValue:
    """The same, with a file held against the one that was issued. The file is only read for its hash."""
    form = FileForm()
    if not form.validate_on_submit():
        return _answer(code, file_form=form, status=422)
    sha256 = hashlib.sha256(form.file.value.stream.read()).hexdigest()
    return _answer(code, sha256=sha256)


def _answer(
    code: str, sha256: str = "", file_form: FileForm | None = None, status: int = 200
) -> ResponseReturnValue:
    try:
        services.refuse_guessing(_client())
        stored = parse_code(code)
        found = services.check(stored)
    except TooManyTries as refusal:
        return _too_many(refusal)
    except BadCode as fault:
        services.note_miss(_client())
        form = CodeForm(None, data={"code": code[:80]})
        form.add_error("code", code_fault(fault))
        return _page("form", 404, form=form)
    if found is None:
        services.note_miss(_client())
        return _page("unknown", 404, form=_form(stored), typed=grouped(stored))
    same = None if not sha256 else sha256 == found.certificate.file_sha256
    return _page(
        "altered" if same is False else found.standing.value,
        status,
        form=_form(stored),
        found=found,
        same=same,
        file_form=file_form or FileForm(),
        file_url=url_for(".compare", code=stored),
        **_shown(found),
    )


def _shown(found: Check) -> dict[str, Any]:
    payload = found.payload
    return {
        "course": in_reader_language(payload.course),
        "body": in_reader_language(payload.issuing_body),
        "dates": dates_of(payload),
        "minutes": payload.hours_minutes,
        "checked_at": clock.now(),
    }


def dates_of(payload: CertificatePayload) -> str:
    """The days of the course, as the reader writes them."""
    return range_text(date.fromisoformat(payload.starts_on), date.fromisoformat(payload.ends_on))


def in_reader_language(names: Any) -> str:
    """The name that the reader understands best."""
    return next((names[code] for code in FALLBACKS[language()] if names.get(code)), "")


def _form(code: str) -> CodeForm:
    return CodeForm(None, data={"code": grouped(code)})


def _too_many(refusal: TooManyTries) -> ResponseReturnValue:
    return _page("too_many", 429, seconds=refusal.seconds)


def _page(state: str, status: int = 200, **context: Any) -> Response:
    response = make_response(
        render_template("certificates/verify.html", state=state, **context), status
    )
    # An answer holds for the moment it is given, and no search engine has to know the codes.
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _client() -> str:
    return request.remote_addr or ""
