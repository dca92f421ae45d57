"""Why a file is not read."""

from __future__ import annotations

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class UnreadableSheet(DomainError):
    """The file is not a table that can be read."""

    message = _l("This file cannot be read as a table. Send an XLSX or a CSV file.")
    status = 422


class EmptySheet(UnreadableSheet):
    message = _l("This file holds no rows.")


class NotWhatItSays(UnreadableSheet):
    message = _l(
        "This file is not an XLSX file, whatever its name says. Save it as XLSX or as CSV."
    )


class OldOrLocked(UnreadableSheet):
    message = _l(
        "This file has a password or an old format. Save it as XLSX without a password, or as CSV."
    )


class DamagedSheet(UnreadableSheet):
    message = _l("This file is damaged. Save it again as XLSX or as CSV.")


class UnsafeSheet(UnreadableSheet):
    message = _l(
        "This file holds parts that a table does not need. Save it again as XLSX or as CSV."
    )


class SheetTooLarge(UnreadableSheet):
    message = _l(
        "This file is too large: at most %(rows)s rows and %(columns)s columns can be read."
        " Split it into several."
    )


class CellTooLong(UnreadableSheet):
    message = _l("A cell in row %(row)s holds too much text.")
