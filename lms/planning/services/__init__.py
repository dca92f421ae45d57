"""What is done with courses, programmes, plans and stated figures."""

from lms.planning.services.courses import (
    Rules,
    archive_course,
    create_course,
    delete_course,
    restore_course,
    set_topics,
    update_course,
)
from lms.planning.services.figures import state_figure
from lms.planning.services.names import Names
from lms.planning.services.plans import (
    ItemFacts,
    add_item,
    approve_plan,
    copy_plan,
    create_plan,
    facts_of,
    remove_item,
    reopen_plan,
    update_item,
    update_plan,
)
from lms.planning.services.programmes import create_programme, set_tracks, update_programme

__all__ = [
    "ItemFacts",
    "Names",
    "Rules",
    "add_item",
    "approve_plan",
    "archive_course",
    "copy_plan",
    "create_course",
    "create_plan",
    "create_programme",
    "delete_course",
    "facts_of",
    "remove_item",
    "reopen_plan",
    "restore_course",
    "set_topics",
    "set_tracks",
    "state_figure",
    "update_course",
    "update_item",
    "update_plan",
    "update_programme",
]
