"""Large staff lists, and the comparison of all names, in the background."""

from __future__ import annotations

from lms.jobs.services import Work, handler
from lms.people.errors import NotAllowedAnyMore, RosterGone
from lms.people.models import ImportState, RosterImport
from lms.people.policy import can_import
from lms.people.services import alike, rosters
from lms.platform import storage
from lms.platform.access import Actor, actors_of
from lms.platform.db import db
from lms.platform.i18n import _l


@handler(rosters.READ, _l("Reading the staff list"))
def read_roster(work: Work) -> None:
    """Judge every row; after an interruption from the start, because nobody was recorded."""
    roster, _by = _allowed(work)
    if work.done:
        with work.step(-work.done):
            pass
    rosters.preview(roster.id, rosters.content_of(roster), work.step)


@handler(rosters.LOAD, _l("Loading the staff list"))
def load_roster(work: Work) -> None:
    """Record the new people batch by batch, going on from the last whole one."""
    roster, by = _allowed(work)
    if roster.state is ImportState.DONE:
        return
    roster_id, stored = roster.id, roster.file_sha256
    rosters.take_in(roster_id, rosters.content_of(roster), by, work.step)
    storage.remove(stored)


@handler(alike.FIND, _l("Comparing all names"))
def find_alike(work: Work) -> None:
    """From the start after an interruption: what was compared before may have changed."""
    if work.done:
        with work.step(-work.done):
            pass
    alike.find_alike(work.step)


def _allowed(work: Work) -> tuple[RosterImport, Actor]:
    """The roster, if whoever asked may still load it."""
    roster = db.session.get(RosterImport, work.payload["roster"])
    if roster is None:
        raise RosterGone
    for actor in actors_of(work.requested_by_user_id, work.requested_by_role):
        if can_import(actor, roster):
            return roster, actor
    raise NotAllowedAnyMore
