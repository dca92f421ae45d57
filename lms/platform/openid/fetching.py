"""Asking the provider: bounded in time and size, following nobody elsewhere."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

from lms.platform.openid.errors import ProviderOdd, ProviderSilent

log = logging.getLogger(__name__)

LARGEST = 500_000
"""Bytes of an answer; the keys of a large provider are a tenth of it."""

REST = 10
"""Seconds for which a provider that did not answer is not asked again, so that not everybody waits for it at once."""

OUT_OF_ORDER = 500
BUSY = 429


class Fetcher:
    """Connections to the provider, kept between requests."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._rests_until = 0.0
        self._pool = urllib3.PoolManager(
            maxsize=4, retries=False, timeout=urllib3.Timeout(connect=seconds, read=seconds)
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at an address of the provider.

        Raises:
            ProviderSilent, ProviderOdd
        """
        status, found = self._ask("GET", url, dict(headers or {}), None)
        if status != 200:
            raise _odd(url, f"status {status}")
        return found

    def post(
        self, url: str, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """What is answered to a form: the status, and the JSON object.

        Raises:
            ProviderSilent, ProviderOdd
        """
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", url, {**headers, **form}, urlencode(fields).encode())

    def _ask(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, dict[str, Any]]:
        began = time.monotonic()
        if began < self._rests_until:
            raise ProviderSilent
        try:
            return self._answered(method, url, headers, body, began + self._seconds)
        except ProviderSilent:
            self._rests_until = time.monotonic() + REST
            raise

    def _answered(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, deadline: float
    ) -> tuple[int, dict[str, Any]]:
        try:
            answer = self._pool.request(
                method,
                url,
                body=body,
                headers={"Accept": "application/json", "Accept-Encoding": "identity"} | headers,
                redirect=False,
                preload_content=False,
            )
            try:
                text = _read(answer, url, deadline)
            finally:
                answer.close()
        except HTTPError as error:
            raise _silent(url, type(error).__name__) from error
        if answer.status >= OUT_OF_ORDER or answer.status == BUSY:
            raise _silent(url, f"status {answer.status}")
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise _odd(url, "no JSON") from error
        if not isinstance(found, dict):
            raise _odd(url, "no JSON object")
        return answer.status, found


def _read(answer: urllib3.BaseHTTPResponse, url: str, deadline: float) -> bytes:
    parts, size = [], 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise _odd(url, f"more than {LARGEST} bytes")
        if time.monotonic() > deadline:
            raise _silent(url, "too slow")
    return b"".join(parts)


def _silent(url: str, why: str) -> ProviderSilent:
    log.error("the provider of single sign-on does not answer at %s: %s", _without_query(url), why)
    return ProviderSilent()


def _odd(url: str, why: str) -> ProviderOdd:
    log.error("the provider of single sign-on is odd at %s: %s", _without_query(url), why)
    return ProviderOdd()


def _without_query(url: str) -> str:
    return url.partition("?")[0]
