"""What is done with runs, sessions and seats."""

from lms.scheduling.services.runs import copy_rules, create_run, next_code, update_run
from lms.scheduling.services.seats import (
    change_capacity,
    free_seat,
    give_seat_back,
    next_waiting_place,
    take_seat,
)
from lms.scheduling.services.sessions import (
    add_session,
    add_sessions,
    cancel_session,
    mark_held,
    move_session,
)
from lms.scheduling.services.states import (
    cancel_run,
    confirm_run,
    open_run,
    postpone_run,
    refresh_state,
)

__all__ = [
    "add_session",
    "add_sessions",
    "cancel_run",
    "cancel_session",
    "change_capacity",
    "confirm_run",
    "copy_rules",
    "create_run",
    "free_seat",
    "give_seat_back",
    "mark_held",
    "move_session",
    "next_code",
    "next_waiting_place",
    "open_run",
    "postpone_run",
    "refresh_state",
    "take_seat",
    "update_run",
]
