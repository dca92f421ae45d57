"""What can be refused about people, where they work, and rosters."""

from typing import Any

from lms.platform.errors import DomainError
from lms.platform.i18n import _l


class NameMissing(DomainError):
    message = _l("Enter the name as it is on the identity card.")
    status = 422
    field = "full_name"


class PersonErased(DomainError):
    message = _l("This person was erased. Nothing is added to the record any more.")


class PersonMerged(DomainError):
    message = _l("This record was merged with another one of the same person. Open that one.")


class NameRefused(DomainError):
    """A name holds a character that cannot be kept; the reason says which."""

    message = "%(reason)s"
    status = 422
    field = "full_name"


class NoNationalId(DomainError):
    message = _l("No ID number is on record.")


class WordsHoldTheNumber(DomainError):
    """What is recorded outlasts the number, and must not hold it."""

    message = _l("Say why without the number itself: the record of changes keeps these words.")
    status = 422
    field = "words"


class InvalidNationalId(DomainError):
    """The number cannot be anybody's; the reason says what is wrong with it."""

    message = "%(reason)s"
    status = 422
    field = "national_id"


class KnownPerson(DomainError):
    """The number belongs to somebody whom the actor may see."""

    message = _l("This ID number is that of %(name)s, who is on record already.")
    status = 422
    field = "national_id"

    def __init__(self, person_id: int, name: str) -> None:
        super().__init__(name=name)
        self.person_id = person_id


class KnownElsewhere(DomainError):
    """The number belongs to somebody outside the actor's scope, of whom nothing more is told."""

    message = _l(
        "Somebody with this ID number is on record already at another place. Whoever is responsible"
        " for both places can move them to yours."
    )
    status = 422
    field = "national_id"


class MayBeOnRecord(DomainError):
    """People on record may be this person, and no two identity numbers tell them apart."""

    message = _l(
        "This may be somebody who is on record already. Compare them. If it is another person, say so below."
    )
    status = 422
    field = "is_another"

    def __init__(self, found: list[tuple[Any, Any]]) -> None:
        super().__init__()
        self.found = found
        """Each with how far the two resemble each other, the most like first."""


class FutureBirth(DomainError):
    message = _l("The date of birth is in the future.")
    status = 422
    field = "birth_date"


class ImpossibleBirthYear(DomainError):
    message = _l("Nobody at work was born in that year. Check it.")
    status = 422
    field = "birth_year"


class AlreadyThere(DomainError):
    message = _l("This person works at that place already.")
    status = 422
    field = "unit"


class PlaceClosed(DomainError):
    message = _l("That place is not open on this day.")
    status = 422
    field = "starts_on"


class EndsBeforeStart(DomainError):
    message = _l("The last day cannot be before the first.")
    status = 422
    field = "ends_on"


class AlreadyEnded(DomainError):
    message = _l("This has ended already.")


class MovesBeforeStart(DomainError):
    message = _l("The move cannot be on or before the first day at the present place.")
    status = 422
    field = "starts_on"


class RosterGone(DomainError):
    message = _l("The file is no longer here. Send it again.")


class NoNameColumn(DomainError):
    message = _l("Say which column holds the names.")
    status = 422


class SameColumnTwice(DomainError):
    message = _l("Two columns are said to hold the same. Leave one of them out.")
    status = 422


class NotToReview(DomainError):
    message = _l("This row is not waiting for a decision.")


class RowRefused(DomainError):
    """A row that waited for review cannot be taken as it is; the reason says why."""

    message = "%(reason)s"


class StillWorkedOn(DomainError):
    message = _l("This file is being worked on. Stop that first, or wait until it is done.")


class LoadedByAnother(DomainError):
    message = _l("Somebody else is loading this file at the moment.")


class NotAllowedAnyMore(DomainError):
    message = _l("Your role no longer includes loading staff for this place.")
