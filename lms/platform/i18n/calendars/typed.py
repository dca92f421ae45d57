"""Reading dates as people type them."""

from datetime import date

from lms.platform.i18n.messages import _


class UnreadableDate(ValueError):
    """What was typed is not a date, or could mean two; the text says how to write it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_date(text: str, calendar: str, language: str) -> date:
    """The day that somebody typed, in their calendar."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableDate(_("Write the date as year-month-day.")) from None
