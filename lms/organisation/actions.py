"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "organisation",
    _l("Places"),
    {
        "organisation.create": _l("Place added"),
        "organisation.update": _l("Place corrected"),
        "organisation.rename": _l("Renamed"),
        "organisation.add_name": _l("Other name added"),
        "organisation.remove_name": _l("Other name removed"),
        "organisation.move": _l("Moved to another place above"),
        "organisation.correct_place": _l("Place above corrected"),
        "organisation.close": _l("Place closed"),
        "organisation.reopen": _l("Place opened again"),
        "organisation.delete": _l("Place deleted"),
        "organisation.set_lock_days": _l("Days until sheets lock"),
        "organisation.say_working_time": _l("Working time and fiscal year changed"),
        "organisation.take_back_working_time": _l("Working time and fiscal year taken back"),
        "organisation.add_venue": _l("Venue added"),
        "organisation.update_venue": _l("Venue corrected"),
        "organisation.delete_venue": _l("Venue deleted"),
        "organisation.add_room": _l("Room added"),
        "organisation.update_room": _l("Room corrected"),
        "organisation.delete_room": _l("Room deleted"),
    },
)
