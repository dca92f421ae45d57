"""The web edge: request ids, response headers, limits on every request, and the address that links use."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

from lms.config import Settings
from lms.platform.static_files import StaticFiles

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # bar widths (`--v: 41`) alone
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

LARGEST_KEY = 2**31 - 1

MAX_QUERY_BYTES = 4_000
MAX_FORM_PARTS = 4_000
MAX_FIELD_BYTES = 2_000_000  # one pasted list of nominees or marks


class Key(IntegerConverter):
    """`<int:…>` in a path: a number that no key column can hold is not found, on any database."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        key = int(value)
        if key > LARGEST_KEY:
            raise ValidationError
        return key


def request_id() -> str:
    """The id of this request, shown on an error page and written in the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


def _check_limits() -> None:
    if len(request.query_string) > MAX_QUERY_BYTES:
        raise BadRequest
    if request.content_length is None and request.headers.get("Transfer-Encoding"):
        raise RequestEntityTooLarge  # every browser says how long its form is


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
        )
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    elif "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Request-Id"] = request_id()
    return response


def init_app(app: Flask, settings: Settings) -> None:
    """Set limits, cookies and headers; trust exactly the proxies that are configured."""
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=MAX_FIELD_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME="__Host-daftar" if settings.https else "daftar",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.url_map.converters["int"] = Key
    files = StaticFiles(Path(str(app.static_folder)), watched=settings.debug)
    app.url_defaults(files.add_version)
    app.jinja_env.globals.update(static_url=files.url, draw_icon=files.icon)
    app.before_request(_check_limits)
    app.after_request(_set_headers)
