"""Adding, renaming, moving, closing and deleting places; their venues and rooms; their years and hours."""

from lms.organisation.services.countries import set_lock_days
from lms.organisation.services.moving import correct_place, move_unit
from lms.organisation.services.names import add_name, remove_name, rename_unit, set_names
from lms.organisation.services.tree import plant, take_turns
from lms.organisation.services.units import (
    close_unit,
    create_unit,
    delete_unit,
    reopen_unit,
    update_unit,
)
from lms.organisation.services.venues import (
    create_room,
    create_venue,
    delete_room,
    delete_venue,
    update_room,
    update_venue,
)
from lms.organisation.services.working import say_working_time, take_back_working_time

__all__ = [
    "add_name",
    "close_unit",
    "correct_place",
    "create_room",
    "create_unit",
    "create_venue",
    "delete_room",
    "delete_unit",
    "delete_venue",
    "move_unit",
    "plant",
    "remove_name",
    "rename_unit",
    "reopen_unit",
    "say_working_time",
    "set_lock_days",
    "set_names",
    "take_back_working_time",
    "take_turns",
    "update_room",
    "update_unit",
    "update_venue",
]
