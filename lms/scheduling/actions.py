"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "scheduling",
    _l("Course runs"),
    {
        "scheduling.create_run": _l("Course run planned"),
        "scheduling.update_run": _l("Course run changed"),
        "scheduling.change_capacity": _l("Number of places changed"),
        "scheduling.open_run": _l("Nominations opened"),
        "scheduling.confirm_run": _l("Course run confirmed"),
        "scheduling.postpone_run": _l("Course run postponed"),
        "scheduling.cancel_run": _l("Course run cancelled"),
        "scheduling.add_session": _l("Session added"),
        "scheduling.move_session": _l("Session changed"),
        "scheduling.cancel_session": _l("Session cancelled"),
    },
)
