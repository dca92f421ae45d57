"""Keeping programmes and their tracks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from lms.audit.services import record
from lms.organisation.models import OrgUnit
from lms.planning.errors import ProgrammeCodeTaken, TrackInUse
from lms.planning.models import Programme, Track
from lms.planning.services.names import Names, same_names, set_names
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import language


def create_programme(
    unit: OrgUnit,
    *,
    code: str,
    names: Names,
    description: str | None = None,
    source: str | None = None,
    tracks: Sequence[Names] = (),
    is_demo: bool = False,
    by: Actor,
) -> Programme:
    """Add a programme with its tracks in order; sent twice it is the same programme."""
    known = db.session.scalar(select(Programme).where(Programme.code == code))
    if known is not None:
        if known.unit_id == unit.id and same_names(known, names):
            return known
        raise ProgrammeCodeTaken
    programme = Programme(
        code=code, unit=unit, description=description, source=source, is_demo=is_demo
    )
    set_names(programme, names)
    db.session.add(programme)
    db.session.flush()
    set_tracks(programme, tracks)
    record("planning.create_programme", actor=by, subject=programme, unit_id=unit.id)
    return programme


def update_programme(
    programme: Programme,
    *,
    names: Names,
    description: str | None = None,
    source: str | None = None,
    tracks: Sequence[Names] | None = None,
    by: Actor,
) -> None:
    """Change a programme; tracks keep their place in the order given."""
    set_names(programme, names)
    programme.description, programme.source = description, source
    if tracks is not None:
        set_tracks(programme, tracks)
    db.session.flush()
    record("planning.update_programme", actor=by, subject=programme, unit_id=programme.unit_id)


def set_tracks(programme: Programme, wanted: Sequence[Names]) -> None:
    """Give the programme these tracks; the first stays the first, renamed or not."""
    tracks = list(programme.tracks)
    for names, track in zip(wanted, tracks, strict=False):
        set_names(track, names)
    for track in tracks[len(wanted) :]:
        if track.courses:
            raise TrackInUse(track=track.name_in(language()))
        programme.tracks.remove(track)
        db.session.delete(track)
    last = max((track.position for track in tracks), default=0)
    for index, names in enumerate(wanted[len(tracks) :], start=1):
        track = Track(position=last + index)
        set_names(track, names)
        programme.tracks.append(track)
    db.session.flush()
