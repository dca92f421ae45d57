"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "people",
    _l("People"),
    {
        "person.create": _l("Person added"),
        "person.view_id": _l("Whole ID number seen"),
        "person.update": _l("Record of a person changed"),
        "person.confirm_number": _l("Compared with the card where the ID number says otherwise"),
        "person.tell_apart": _l("Compared with another record: not the same person"),
        "person.take_back_apart": _l("No longer held to be another person than the other record"),
        "affiliation.begin": _l("Place of work begun"),
        "affiliation.end": _l("Place of work ended"),
        "trainer.register": _l("Trainer registered"),
        "trainer.end": _l("Trainer's work ended"),
        "roster.receive": _l("Staff list received"),
        "roster.discard": _l("Staff list discarded"),
        "roster.load": _l("Staff list loaded"),
        "roster_row.same": _l("Row of a staff list: a known person"),
        "roster_row.new": _l("Row of a staff list: a new person"),
    },
)
