"""What templates know of languages: filters, and gettext with our functions."""

from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask
from flask_babel import Babel
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from lms.platform.i18n import dates, numbers
from lms.platform.i18n.messages import (
    lookup,
    lookup_in_context,
    lookup_plural,
    set_apart,
)
from lms.platform.i18n.preferences import direction, language, preferences


class Named(Protocol):
    """Something with a name in each language."""

    def name_in(self, language: str) -> str: ...


def shown(named: Named) -> str:
    """Its name in the reader's language."""
    return named.name_in(language())


def init_app(app: Flask) -> None:
    """Teach the app's templates the languages."""
    Babel(app, configure_jinja=False, locale_selector=language)
    environment = app.jinja_env
    environment.policies["ext.i18n.trimmed"] = True
    environment.add_extension("jinja2.ext.i18n")
    # Tells {% trans %} that the functions fill in the values themselves.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # set by the extension
    environment.globals.update(
        {
            "_": _message,
            "_n": _plural,
            "_p": _in_context,
            "gettext": _block,
            "ngettext": _plural,
            "pgettext": _block_in_context,
            "direction": direction,
            "language": language,
            "preferences": preferences,
        }
    )
    for name, shows in _FILTERS.items():
        environment.filters[name] = _reader_dependent(shows)


_FILTERS: dict[str, Callable[..., str]] = {
    "number": numbers.number,
    "decimal": numbers.decimal_text,
    "percent": numbers.percent,
    "digits": numbers.digits,
    "duration": numbers.duration,
    "date": dates.date_text,
    "date2": dates.second_date_text,
    "time": dates.time_text,
    "timerange": dates.time_range_text,
    "explained": dates.explained,
    "datetime": dates.datetime_text,
    "daterange": dates.range_text,
    "weekday": dates.weekday_name,
    "shown": shown,
}


def _reader_dependent(shows: Callable[..., str]) -> Callable[..., str]:
    # Taking the context keeps the template compiler from working it out once for everybody.
    @pass_context
    def filtered(_context: Context, value: Any, *arguments: Any, **named: Any) -> str:
        return shows(value, *arguments, **named)

    return filtered


def _marked(evaluation: EvalContext, text: str) -> str:
    return Markup(text) if evaluation.autoescape else text  # noqa: S704  # our own translations


@pass_eval_context
def _message(evaluation: EvalContext, message: str, /, **values: object) -> str:
    text = _marked(evaluation, lookup(message))
    return text % set_apart(values) if values else text


@pass_eval_context
def _in_context(evaluation: EvalContext, context: str, message: str, /, **values: object) -> str:
    text = _marked(evaluation, lookup_in_context(context, message))
    return text % set_apart(values) if values else text


@pass_eval_context
def _plural(
    evaluation: EvalContext, singular: str, plural: str, n: int, /, **values: object
) -> str:
    values = {"count": numbers.number(n), **set_apart(values)}
    return _marked(evaluation, lookup_plural(singular, plural, n)) % values


@pass_eval_context
def _block(evaluation: EvalContext, message: str, /, **values: object) -> str:
    """What {% trans %} calls: the compiler has doubled every percent sign."""
    return _marked(evaluation, lookup(message)) % set_apart(values)


@pass_eval_context
def _block_in_context(
    evaluation: EvalContext, context: str, message: str, /, **values: object
) -> str:
    return _marked(evaluation, lookup_in_context(context, message)) % set_apart(values)
