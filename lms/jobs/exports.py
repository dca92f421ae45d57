"""Large lists of people as files: asked for with a reason, written by a job, gone after a day.

Only whoever asked can fetch the file. The job makes the request of the reader again, as the account that asked for it
and in its role. So a list is narrowed to what the reader may see by the same rules as on the screen, and a right that
was lost meanwhile makes no file.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, g
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response

from lms.jobs import services
from lms.jobs.errors import ExportGone, NotYoursAnyMore
from lms.jobs.models import OPEN, Job, JobState
from lms.jobs.services import Work, each_minute, handler
from lms.platform import clock, crypto, storage, throttle
from lms.platform.access import Access, Actor, Permission, actors_of, check
from lms.platform.db import db, reading, transaction
from lms.platform.i18n import Preferences, _l, preferences, use_preferences
from lms.platform.listing.export import EXPORTS, Making

KIND = "lists.export"
SEALED = "list.export"
"""The context under which files and what was asked are sealed."""

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What somebody wants as a file, and what for."""

    url: str
    reason: str
    language: str
    calendar: str
    digits: str


def ask(url: str, reason: str, by: Actor) -> Job:
    """Have the list at a local address written to a file; asking again for what is under way gives the same job.

    Raises:
        BadRequest: nothing of ours has this address.
        TooManyTries: the account takes out list after list.
        Forbidden: it is not open to the account.
    """
    access = _access_of(_place(url)[0])
    check(access, by)
    same = crypto.keyed_hash(KIND, url)
    for job in db.session.scalars(
        select(Job).where(Job.kind == KIND, Job.requested_by_user_id == by.id, Job.state.in_(OPEN))
    ):
        if job.payload.get("same") == same:
            return job
    throttle.take(EXPORTS.of(by.id))
    read_by = preferences()
    asked = Asked(url, reason, read_by.language, read_by.calendar, read_by.digits)
    payload = {"same": same, "asked": _sealed(asked), "reach": reach(by, access)}
    job = services.request(KIND, payload, by)
    job.leads_to = f"/jobs/{job.id}/file"
    return job


def refuse_closed(url: str, by: Actor) -> None:
    """Go on only with an address of ours that is open to the account.

    Raises:
        BadRequest: nothing of ours has this address.
        Forbidden: it is not open.
    """
    check(_access_of(_place(url)[0]), by)


def screen_of(url: str) -> str:
    """The list on the screen, from the address of its file."""
    parts = urlsplit(url)
    rest = [(key, value) for key, value in parse_qsl(parts.query) if key != "format"]
    return f"{parts.path}?{urlencode(rest)}" if rest else parts.path


def reach(actor: Actor, access: tuple[Access, ...]) -> str:
    """A mark of the places that the rights to a list reach; the same as long as they do."""
    units: set[int] = set()
    for one in access:
        if isinstance(one, Permission):
            units.update(db.session.scalars(actor.units_where(one)))
    return hashlib.sha256(json.dumps(sorted(units)).encode()).hexdigest()


@handler(KIND, _l("Writing the list to a file"))
def write_file(work: Work) -> dict[str, Any]:
    asked = _unsealed(work.payload["asked"])
    endpoint, values = _place(asked.url)
    by = _same_reach(work, endpoint)
    db.session.rollback()  # what follows reads in a session of its own
    read_by = Preferences(language=asked.language, calendar=asked.calendar, digits=asked.digits)
    address = current_app.config["SETTINGS"].base_url
    with (
        current_app.test_request_context(asked.url, base_url=address),
        use_preferences(read_by),
        reading(),
    ):
        g.actor, g.making = by, Making(asked.reason, work.tell)
        content, name = _made(endpoint, values)
    work.go_on()  # whoever stopped it meanwhile wants no file
    stored = storage.put(crypto.cipher().seal_bytes(content, SEALED))
    return {"file": stored, "name": name}


def _made(endpoint: str, values: Mapping[str, Any]) -> tuple[bytes, str]:
    """What the address of the list answers, which has to be a file."""
    try:
        answer = current_app.ensure_sync(current_app.view_functions[endpoint])(**values)
    except HTTPException:
        raise NotYoursAnyMore from None
    name = answer.headers.get("Content-Disposition", "") if isinstance(answer, Response) else ""
    if "attachment" not in name:
        raise ExportGone
    return answer.get_data(), name.partition("filename=")[2].strip('"')


def file_of(job: Job, by: Actor) -> tuple[bytes, str]:
    """The file and its name, for whoever asked for it and may still see the list.

    Raises:
        ExportGone: it is not there, or not any more.
        NotYoursAnyMore: the right was lost, or reaches other places than when it was made.
    """
    if job.kind != KIND or job.state is not JobState.DONE or not job.result:
        raise ExportGone
    endpoint, _values = _place(_unsealed(job.payload["asked"]).url)
    access = _access_of(endpoint)
    try:
        check(access, by)
    except HTTPException:
        raise NotYoursAnyMore from None
    if by.role != job.requested_by_role or reach(by, access) != job.payload["reach"]:
        raise NotYoursAnyMore
    try:
        sealed = storage.read(job.result["file"])
    except storage.FileMissing:
        raise ExportGone from None
    return crypto.cipher().unseal_bytes(sealed, SEALED), job.result["name"]


@each_minute
def forget_files() -> None:
    """Files that are a day old, with what was asked."""
    old = select(Job).where(
        Job.kind == KIND, Job.state.not_in(OPEN), Job.finished_at < clock.now() - KEPT
    )
    kept = [job.id for job in db.session.scalars(old) if job.payload]
    db.session.rollback()
    for job_id in kept:
        with transaction():
            job = db.session.get_one(Job, job_id)
            if job.result:
                storage.remove(job.result["file"])
            job.payload, job.result = {}, {}


def forget_all() -> list[str]:
    """Forget every file of a list and what was asked for, also of those under way: somebody in them is erased.

    Returns the names of the stored files that are to be removed once this is committed.
    """
    files = []
    for job in db.session.scalars(select(Job).where(Job.kind == KIND).order_by(Job.id)).all():
        if job.state in OPEN:
            services.request_stop(job)
        if job.state not in OPEN and job.payload:
            files += [job.result["file"]] if job.result else []
            job.payload, job.result = {}, {}
    db.session.flush()
    return files


def _same_reach(work: Work, endpoint: str) -> Actor:
    access = _access_of(endpoint)
    for actor in actors_of(work.requested_by_user_id, work.requested_by_role):
        if reach(actor, access) == work.payload["reach"]:
            return actor
    raise NotYoursAnyMore


def _place(url: str) -> tuple[str, Mapping[str, Any]]:
    """The view of a local address of ours, with its values."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise BadRequest
    try:
        return current_app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        raise BadRequest from None


def _access_of(endpoint: str) -> tuple[Access, ...]:
    found: tuple[Access, ...] = getattr(current_app.view_functions[endpoint], "access", ())
    return found


def _sealed(asked: Asked) -> str:
    sealed = crypto.seal(json.dumps(asdict(asked)), SEALED)
    return base64.b64encode(sealed).decode()


def _unsealed(text: str) -> Asked:
    return Asked(**json.loads(crypto.unseal(base64.b64decode(text), SEALED)))
