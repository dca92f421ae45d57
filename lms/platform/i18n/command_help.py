"""The help of the command line, in the language of the terminal. What commands print stays as it is, for scripts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click
from click import core, decorators, exceptions, formatting

from lms.platform.i18n.messages import _, _l
from lms.platform.i18n.preferences import LANGUAGES, Preferences, use_preferences

_VERBATIM = "\b"
"""Begins what click prints as it stands: examples."""
_MAKES_HELP = ("command", "group", "option")

OF_LIBRARIES = (
    _l("Usage:"),
    _l("Options"),
    _l("Commands"),
    _l("Show this message and exit."),
    _l("default: {default}"),
    _l("required"),
    _l("Error: {message}"),
    _l("Try '{command} {option}' for help."),
    _l("Missing command."),
    _l("Missing argument"),
    _l("Missing option"),
    _l("No such option {name!r}."),
    _l("No such command {name!r}."),
    _l("Invalid value: {message}"),
    _l("Invalid value for {param_hint}: {message}"),
    _l("Perform database migrations."),
)
"""What click and the command for migrations say in help and of wrong usage."""


def language_of(environment: Mapping[str, str]) -> str:
    """The language of a terminal, where it is one of ours; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def speak(language: str) -> None:
    """Let click say its own words in a language, in this process."""

    def said(text: str) -> str:
        with use_preferences(Preferences(language=language)):
            return _(text)

    # Click asks gettext, which reads compiled catalogues; ours are read as they are.
    for module in (core, decorators, exceptions, formatting):
        setattr(module, "_", said)  # noqa: B010  # mypy knows what it was


def translate(command: click.Command, language: str) -> None:
    """Put the help of a command, of its options and of the commands in it into a language."""

    def said(text: str) -> str:
        with use_preferences(Preferences(language=language)):
            return "\n\n".join(map(_, paragraphs(text)))

    _each_help(command, said)


def paragraphs(text: str) -> Iterator[str]:
    """What is translated at once: paragraphs in one line each, and examples as they stand."""
    for paragraph in text.split("\n\n"):
        yield paragraph if _VERBATIM in paragraph else " ".join(paragraph.split())


def messages_in(source: str) -> Iterator[str]:
    """The help that Python code gives its commands and options; hidden ones need no translation."""
    if "import click" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        texts: list[str] = []
        if isinstance(node, ast.FunctionDef) and any(map(_is_shown, node.decorator_list)):
            texts.append(ast.get_docstring(node) or "")
        elif isinstance(node, ast.Call) and _makes_help(node):
            texts += [value for word, value in _constants(node) if word == "help"]
        for text in texts:
            yield from (one for one in paragraphs(text) if one and _VERBATIM not in one)


def _each_help(command: click.Command, said: Callable[[str], str]) -> None:
    command.help = said(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = said(option.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _each_help(inner, said)


def _is_shown(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not _makes_help(decorator):
        return False
    is_hidden = any(word == "hidden" and value for word, value in _constants(decorator))
    return not is_hidden and getattr(decorator.func, "attr", "") != "option"


def _makes_help(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in _MAKES_HELP


def _constants(call: ast.Call) -> Iterator[tuple[str, Any]]:
    for given in call.keywords:
        if given.arg and isinstance(given.value, ast.Constant):
            yield given.arg, given.value.value
