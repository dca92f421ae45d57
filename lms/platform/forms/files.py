"""A field for an uploaded file: kind and size are checked here, content by whoever reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, ClassVar

from werkzeug.datastructures import FileStorage
from wtforms import widgets

from lms.platform.forms.field import InputField, Refused
from lms.platform.i18n import _
from lms.platform.i18n.digits import decimal_mark, digits

MEGABYTE = 1_000_000


class FileField(InputField[FileStorage]):
    """One file, not empty, with one of the extensions in `accept`, at most `max_bytes` large."""

    kind = "file"
    widget = widgets.FileInput()
    attrs: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self, *args: Any, accept: Sequence[str], max_bytes: int = 10 * MEGABYTE, **options: Any
    ) -> None:
        self.accept = tuple(suffix.lower() for suffix in accept)
        self.max_bytes = max_bytes
        super().__init__(*args, **options)
        self.render_kw["accept"] = ",".join(self.accept)

    def process_formdata(self, valuelist: list[Any]) -> None:
        sent = valuelist[0] if valuelist else None
        self.data = None
        if not isinstance(sent, FileStorage) or not sent.filename:
            return
        self.typed = sent.filename
        if PurePath(sent.filename).suffix.lower() not in self.accept:
            kinds = ", ".join(suffix.removeprefix(".").upper() for suffix in self.accept)
            raise Refused(_("Choose a file of this kind: %(kinds)s.", kinds=kinds))
        size = sent.stream.seek(0, os.SEEK_END)
        sent.stream.seek(0)
        if size == 0:
            raise Refused(_("This file is empty."))
        if size > self.max_bytes:
            raise Refused(
                _("This file is too large. The limit is %(size)s.", size=megabytes(self.max_bytes))
            )
        self.data = sent

    def ask(self) -> str:
        return _("Choose a file.")

    def usual_hint(self) -> str:
        kinds = ", ".join(suffix.removeprefix(".").upper() for suffix in self.accept)
        return _("%(kinds)s; up to %(size)s", kinds=kinds, size=megabytes(self.max_bytes))

    def _value(self) -> str:
        return ""


def megabytes(size: int) -> str:
    """A file size limit in words."""
    count = digits(f"{size / MEGABYTE:g}").replace(".", decimal_mark())
    return _("%(count)s MB", count=count)
