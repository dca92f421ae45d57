"""The application, how its templates are made, and how what stands on page after page is drawn once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, MutableMapping
from threading import Lock
from typing import Any

from flask import Flask, session
from flask.templating import Environment
from jinja2.runtime import Macro
from markupsafe import Markup

from lms.platform.i18n import preferences
from lms.platform.i18n.catalogues import is_noting, version

MOST = 10_000_000
"""Characters that are kept in all."""


class Templates(Environment):
    """Flask's templates, with the globals of each in a plain dict.

    Jinja lays a `ChainMap` over the globals of the environment, so that one that is added later is seen by templates
    that were read before. Copying and comparing it at every import of macros took more than the macros. Here globals
    are added while the application is put together, before any template is read.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(Flask):
    """A Flask with these templates, in which nothing is asynchronous."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: Flask looks into each one that it calls, at every request."""
        return func


def init_app(app: Flask) -> None:
    """Give every template `once`."""
    known: OrderedDict[Hashable, Markup] = OrderedDict()
    size, lock = 0, Lock()

    def once(macro: Macro, *arguments: Hashable) -> Markup:
        """What an imported macro draws, kept for the same arguments and a reader with the same preferences.

        For macros that depend on nothing else, and stand on page after page.

        Raises:
            RuntimeError: there is a form in it, and the arguments do not name the secret that its token is made of.
        """
        nonlocal size
        if is_noting():
            return Markup(macro(*arguments))  # noqa: S704  # a macro escapes what it prints
        key = (macro, preferences(), version(), arguments)
        with lock:
            drawn = known.get(key)
            if drawn is not None:
                known.move_to_end(key)
                return drawn
        drawn = Markup(macro(*arguments))  # noqa: S704  # a macro escapes what it prints
        if 'name="csrf_token"' in drawn and session["csrf_token"] not in repr(arguments):
            raise RuntimeError(f"{macro.name} would hand one reader's form token to another")
        with lock:
            size += len(drawn) - len(known.get(key, ""))
            known[key] = drawn
            while size > MOST:
                _key, oldest = known.popitem(last=False)
                size -= len(oldest)
        return drawn

    app.jinja_env.globals["once"] = once
