"""The web edge: request ids, response headers, limits on every request, and the address that links use."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge
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

HTTPS_HEADERS = HEADERS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

METHODS = ("GET", "HEAD", "POST")
"""What links and forms use. Everything else is refused, OPTIONS and TRACE among it."""

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


class _SignedCookie(SecureCookieSessionInterface):
    """Flask's own, which signs with SHA-1, with a hash that is still recommended."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, app: Flask) -> None:
        self.signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once; the secret stays the same for as long as the application runs."""
        return self.signer


def request_id() -> str:
    """The id of this request, shown on an error page and written in the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


def _check_limits() -> None:
    if request.method not in METHODS:
        raise MethodNotAllowed(valid_methods=METHODS)
    if len(request.query_string) > MAX_QUERY_BYTES:
        raise BadRequest
    if request.content_length is None and request.headers.get("Transfer-Encoding"):
        raise RequestEntityTooLarge  # every browser says how long its form is


def _set_headers(response: Response) -> Response:
    present = {name.lower() for name, _value in response.headers}
    usual = HTTPS_HEADERS if current_app.config["SESSION_COOKIE_SECURE"] else HEADERS
    for name, value in usual.items():
        if name.lower() not in present:
            response.headers.add(name, value)
    if request.endpoint != "static":
        # No page stays on the disk of a computer that several people use (docs/security.md says what that costs).
        if "cache-control" not in present:
            response.headers.add("Cache-Control", "private, no-store")
    elif "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Request-Id"] = request_id()
    return response


def cookie_name(name: str, settings: Settings) -> str:
    """The name of a cookie of ours; over HTTPS one that no other host and no page in clear can set."""
    return f"__Host-{name}" if settings.https else name


def init_app(app: Flask, settings: Settings) -> None:
    """Set limits, cookies and headers; trust exactly the proxies that are configured."""
    app.session_interface = _SignedCookie(app)
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=MAX_FIELD_BYTES,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME=cookie_name("daftar", settings),
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
