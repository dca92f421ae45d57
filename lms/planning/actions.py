"""What this slice records, in words."""

from lms.audit.rules import declare
from lms.platform.i18n import _l

declare(
    "planning",
    _l("Courses and plans"),
    {
        "planning.create_programme": _l("Programme added"),
        "planning.update_programme": _l("Programme changed"),
        "planning.create_course": _l("Course added"),
        "planning.update_course": _l("Course changed"),
        "planning.archive_course": _l("Course archived"),
        "planning.restore_course": _l("Course restored"),
        "planning.delete_course": _l("Course deleted"),
        "planning.state_figure": _l("Figure stated"),
        "planning.create_plan": _l("Plan made"),
        "planning.update_plan": _l("Plan changed"),
        "planning.add_item": _l("Course added to the plan"),
        "planning.update_item": _l("Course in the plan changed"),
        "planning.remove_item": _l("Course taken out of the plan"),
        "planning.approve_plan": _l("Plan approved"),
        "planning.reopen_plan": _l("Plan opened again"),
    },
)
