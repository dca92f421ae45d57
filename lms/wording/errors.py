"""What can be refused about a wording."""

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class WordingRefused(DomainError):
    """A text that cannot take the place of the product's; `field` is the form of the plural that it is."""

    status = 422

    def __init__(self, form: int, **values: object) -> None:
        super().__init__(**values)
        self.field = f"text_{form}"


class PlaceholderMissing(WordingRefused):
    message = _l("Keep %(places)s: something is put in there.")


class PlaceholderUnknown(WordingRefused):
    message = _l("%(places)s is no placeholder of this message.")


class PercentAlone(WordingRefused):
    message = _l("Write %% where a percent sign is meant.")


class ForeignLetters(WordingRefused):
    message = _l("No text of this language has %(letters)s.")
