"""Addresses that leave the house, on paper, in QR codes, in letters; those on every page; those of a list's rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import current_app, request, url_for

from lms.config import Settings

T = TypeVar("T")

STAND_IN = 9_999_999_999
"""Stands for the value in the pattern of an address; a number does for a code, too."""


def absolute(path: str) -> str:
    """The path under the address that the settings give; never the host that a request names."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url.rstrip("/") + path


def made_once(key: Hashable, make: Callable[[], T]) -> T:
    """What follows from the screens of the application alone, made when it is first asked for."""
    known: dict[Hashable, Any] = current_app.extensions.setdefault("made once", {})
    if key not in known:
        known[key] = make()
    found: T = known[key]
    return found


def screen(endpoint: str) -> str | None:
    """The address of a screen that takes no parameters; None where the application has no such screen."""
    return made_once(endpoint, lambda: _screen(endpoint))


def _screen(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def asking(endpoint: str, **asked: object) -> str:
    """What `url_for` gives for a screen that takes no parameters in its path; what is None is not asked."""
    parts = tuple([(name, str(value)) for name, value in asked.items() if value is not None])
    return with_query(screen(endpoint) or "", parts)


@lru_cache(maxsize=10_000)
def with_query(path: str, parts: tuple[tuple[str, str], ...]) -> str:
    """A path with what is asked of it; the heads and the pager of a list lead to the same few places."""
    return f"{path}?{urlencode(parts)}" if parts else path


def addresses(endpoint: str, parameter: str, **fixed: str) -> Callable[[object], str]:
    """What `url_for` gives for any value of the parameter: put together once, for it is slow for each row of a list."""
    start, end = _around(endpoint, parameter, tuple(fixed.items()))
    return lambda value: f"{start}{quoted(str(value))}{end}"


def _around(endpoint: str, parameter: str, fixed: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """What stands before the value and after it; kept where nothing else is in the address."""
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    known: dict[tuple[str, str], tuple[str, str]] = current_app.extensions.setdefault(
        "addresses", {}
    )
    if not fixed and (endpoint, parameter) in known:
        return known[endpoint, parameter]
    values: dict[str, Any] = {parameter: STAND_IN, **dict(fixed)}
    start, end = url_for(endpoint, **values).rsplit(str(STAND_IN), 1)
    if not fixed:
        known[endpoint, parameter] = start, end
    return start, end


@lru_cache(maxsize=10_000)
def quoted(value: str) -> str:
    """A value as part of a path or of a query; the same few stand in column after column."""
    return quote(value, safe="")


def row_links(endpoint: str, **parameter: Callable[[Any], object]) -> Callable[[Any], str]:
    """The same for a column of a list: the parameter, and what it is in a row."""
    ((name, value),) = parameter.items()
    address = addresses(endpoint, name)
    return lambda row: address(value(row))
