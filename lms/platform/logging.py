"""One line of JSON for each request and each log message, without personal data."""

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request, request_finished

from lms.platform.tracing import current_trace, set_trace
from lms.platform.web import request_id

log = logging.getLogger("lms.request")

_PERSONAL = (
    (re.compile(r"[^\s@'\"<>()]+@[^\s@'\"<>()]+\.\w+"), "[mail]"),
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Za-z0-9_-]{28,}\b"), "[token]"),
    (re.compile(r"\+?\d(?:[ -]?\d){8,}"), "[number]"),
)


def redact(text: str) -> str:
    """The text without what looks like a mail address, a secret, or the number of a person."""
    for pattern, shown in _PERSONAL:
        text = pattern.sub(shown, text)
    return text


class JsonLines(logging.Formatter):
    """A record as one line; JSON escapes control characters, so nobody can forge a second one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "id": current_trace(),
        }
        fields = getattr(record, "fields", None)
        line |= fields if fields is not None else {"message": redact(record.getMessage())}
        if record.exc_info:
            line["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, default=str)


def configure() -> None:
    """Send the process's log to standard error, once; only commands that run on do this."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("huey").setLevel(logging.WARNING)  # jobs write lines of their own


def init_app(app: Flask) -> None:
    """Give each request its name in the log, and its line."""
    app.before_request(_begin)
    request_finished.connect(_log_request, app)
    app.teardown_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    set_trace(request_id())


def _end(_error: BaseException | None) -> None:
    set_trace(None)


def _log_request(_app: Flask, response: Response) -> None:
    rule, actor, began = request.url_rule, g.get("actor"), g.get("began")
    fields = {
        "id": request_id(),
        "method": request.method,
        "route": rule.rule if rule else None,  # the template: an address may name a person
        "status": response.status_code,
        "ms": round((time.perf_counter() - began) * 1000) if began is not None else None,
        "user": actor.id if actor else None,
    }
    log.info("%(method)s %(route)s %(status)s", fields, extra={"fields": fields})
