"""The help of the command line speaks the language of the terminal, and nothing in it is forgotten."""

from __future__ import annotations

import os

import click
import pytest

from lms.__main__ import build_cli
from lms.platform.i18n.command_help import OF_LIBRARIES, language_of, messages_in, paragraphs
from lms.platform.i18n.extraction import extract_slice, slices
from tests.support.lms_command import started

NOT_OURS = {"db"}
"""Commands of libraries."""


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ar_EG.UTF-8"}, "ar"),
        ({"LANG": "ka_GE"}, "ka"),
        ({"LC_ALL": "fa_IR.UTF-8", "LANG": "ar_EG.UTF-8"}, "fa"),
        ({"LC_ALL": "", "LC_MESSAGES": "fa"}, "fa"),
        ({"LC_ALL": "C", "LANG": "ar_EG.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_terminal_says_the_language(environment, language):
    assert language_of(environment) == language


def test_help_is_found_in_the_code_paragraph_by_paragraph():
    source = '''
import click

@click.group("one")
def one():
    """First
    line.

    Second.

    \\b
    lms one
    """

@one.command("two", hidden=True)
@click.option("--three", help="A choice " "of three.")
def two(three):
    """Not shown."""
'''
    assert list(messages_in(source)) == ["First line.", "Second.", "A choice of three."]


def test_whatever_a_command_says_of_itself_is_in_the_catalogues(app):
    known = {message.id for name in slices() for message in extract_slice(name).messages}
    shown = set(_said(build_cli(), app))
    assert shown - known == set()
    assert {str(text) for text in OF_LIBRARIES} <= known


def _said(command: click.Command, app):
    yield from paragraphs(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.help and not option.hidden:
            yield option.help
    inner = app.cli.commands if command.name == "lms" else getattr(command, "commands", {})
    for name, one in inner.items():
        if name not in NOT_OURS and not one.hidden:
            yield from (text for text in _said(one, app) if "\b" not in text)


@pytest.mark.parametrize(
    ("language", "arguments", "parts"),
    [
        ("ar", ["--help"], ["الاستعمال:", "الأوامر:", "قياس البرنامج على هذا الجهاز"]),
        ("fa", ["import", "roster", "--help"], ["کاربرد:", "گزینه‌ها:", "[لازم]"]),
        ("ka", ["people", "search"], ["გამოყენება:", "შეცდომა: აკლია არგუმენტი 'TEXT'."]),
        ("en", ["people", "search"], ["Usage:", "Error: Missing argument 'TEXT'."]),
    ],
)
def test_help_and_wrong_usage_are_said_in_the_language_of_the_terminal(
    tmp_path, language, arguments, parts
):
    said = tmp_path / "said"
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"LMS_INSTANCE": str(tmp_path), "LC_ALL": f"{language}.UTF-8"}
    process = started(arguments, environment, said)
    process.join()

    text = said.read_text("utf-8")
    assert [part for part in parts if part not in text] == []
