"""What can go wrong, said in the reader's words: domain refusals and the pages for each status."""

from __future__ import annotations

import logging

from blinker import Signal
from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from lms.platform.db import db
from lms.platform.i18n import _, _l
from lms.platform.i18n.messages import set_apart
from lms.platform.web import request_id

log = logging.getLogger(__name__)

refused = Signal()
"""Somebody asked for what is not open to them: sent with `status` 403 or 404 once nothing of the request is left.

Whoever hears it may raise a `DomainError`, which is then answered instead.
"""


class DomainError(Exception):
    """A refusal that a user understands. Subclasses say what happened; `message` may hold %(name)s places."""

    message: str = _l("This cannot be done.")
    status: int = 409
    field: str | None = None  # the form field it belongs to, where there is one

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values

    @property
    def text(self) -> str:
        """The message in the reader's language."""
        return str(self.message) % set_apart(self.values) if self.values else str(self.message)

    def __str__(self) -> str:
        return self.text


TITLES: dict[int, tuple[str, str]] = {
    400: (
        _l("The request could not be read"),
        _l("Go back, reload the page and send it again. What you typed is still in the form."),
    ),
    403: (
        _l("This page is not open to you"),
        _l(
            "Your role does not include it. Whoever manages accounts in your institution can change that."
        ),
    ),
    404: (
        _l("Page not found"),
        _l("The address may be mistyped, or the record may lie outside what your role covers."),
    ),
    405: (
        _l("This address cannot be used in that way"),
        _l("Use the buttons on the page instead of opening the address directly."),
    ),
    409: (_l("This cannot be done"), _l("Go back and check what has changed in the meantime.")),
    413: (_l("This is too large"), _l("Send a smaller file, or split it into several.")),
    415: (_l("This kind of file is not accepted"), _l("Use one of the kinds named on the form.")),
    422: (_l("Something needs to be corrected"), _l("Go back and check the fields.")),
    429: (_l("Too many tries"), _l("Wait a little, then try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l(
            "Nothing was saved. Try again; if it happens again, give the number below to your administrator."
        ),
    ),
    503: (_l("The register is busy"), _l("Nothing was lost. Try again in a moment.")),
}


def error_page(status: int, text: str | None = None) -> Response:
    """The page for this status, with its own words where the refusal brought some."""
    title, default = TITLES.get(status, TITLES[400 if status < 500 else 500])
    known = status if status in TITLES else (400 if status < 500 else 500)
    template = "409" if known == 415 else str(known)
    body = render_template(
        f"errors/{template}.html",
        error_title=str(title),
        error_text=text or str(default),
        request_id=request_id(),
    )
    return make_response(body, status)


def on_domain_error(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(error.status, error.text)


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, Unauthorized):
        return redirect(url_for("accounts.sign_in", next=safe_next()))
    if error.code is None or error.code < 400:
        return error
    if isinstance(
        error, SecurityError
    ):  # under a host that is not ours there is no address to link to
        return Response(str(TITLES[400][0]), 400, content_type="text/plain; charset=utf-8")
    db.session.rollback()
    if error.code in {403, 404} and request.endpoint:
        try:
            refused.send(status=error.code)
        except DomainError as refusal:  # too often
            return on_domain_error(refusal)
    response = error_page(error.code)
    for header, value in error.get_headers(request.environ):
        if header in {"Allow", "Retry-After"}:
            response.headers[header] = value
    return response


def on_csrf_error(error: CSRFError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(
        400, _("The form was open too long, or was opened twice. Reload it and send it again.")
    )


def on_bug(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.exception("unhandled error in request %s", request_id())
    return error_page(500)


def safe_next() -> str | None:
    """The local address to come back to after signing in; only for pages that a GET can show."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, on_domain_error)
    app.register_error_handler(CSRFError, on_csrf_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_bug)
