"""What was done, by whom, when, where and why: for whoever answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from lms.accounts.queries import unit_names
from lms.accounts.roles import LABELS
from lms.audit.models import AuditEvent
from lms.audit.policy import VIEW
from lms.audit.rules import GROUPS, REFUSED, Recorded, actors
from lms.home import queries
from lms.home.views import audit_words as words
from lms.home.views.blueprint import bp
from lms.organisation.queries import zone_of
from lms.platform.access import Actor, account_names, current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import _
from lms.platform.links import addresses, row_links
from lms.platform.listing import Column, Empty, Filter, Listing, day_filters
from lms.platform.statements import kept

SCREENS = {
    # table: its screen, and what the address calls the key
    "certificate": ("certificates.certificate", "serial"),
    "course": ("planning.course", "code"),
    "course_run": ("scheduling.run", "code"),
    "org_unit": ("organisation.unit", "code"),
    "person": ("people.person", "person_id"),
    "programme": ("planning.programme", "code"),
    "training_session": ("scheduling.run", "code"),
    "user_account": ("accounts.user", "account_id"),
}


class Row(NamedTuple):
    """An event as its readers see it."""

    event: Recorded
    at: datetime
    who: str
    role: str
    subject: Markup
    subject_url: str | None
    place: str


@bp.get("/audit")
@requires(VIEW)
def audit_log() -> ResponseReturnValue:
    actor = current_actor()
    zone = ZoneInfo(zone_of(actor, VIEW))
    listing = Listing(
        "audit-log",
        _("Audit log"),
        kept("audit log", lambda: queries.events(actor), viewer=actor),
        _columns(),
        filters=_filters(zone),
        search=lambda query, text: query.where(queries.meant(text)),
        search_label=_("Name, email or request number"),
        default_sort="-when",
        exporting=VIEW,
        empty=Empty(_("Nothing was recorded yet"), icon="history"),
        prepare=lambda events: _rows(events, actor, zone),
    )
    return listing.respond("home/audit_log.html")


@bp.get("/audit/<int:event_id>")
@requires(VIEW)
def audit_event(event_id: int) -> ResponseReturnValue:
    actor = current_actor()
    zone = ZoneInfo(zone_of(actor, VIEW))
    found = db.session.execute(queries.event(event_id, actor)).one_or_none()
    if found is None:
        raise NotFound
    event, link = found
    (row,) = _rows([event], actor, zone)
    return render_template(
        "home/audit_event.html",
        row=row,
        event=event,
        link=link,
        action=words.action_in_words(event),
        differences=words.differences(event),
    )


def _filters(zone: ZoneInfo) -> tuple[Filter, ...]:
    return (
        *day_filters(AuditEvent.at, zone),
        Filter(
            "about",
            _("About"),
            [(name, str(group.label)) for name, group in GROUPS.items()],
            apply=lambda query, name: query.where(AuditEvent.action.in_(GROUPS[name].actions)),
        ),
        Filter(
            "role",
            _("Role"),
            [*LABELS.items(), (words.SYSTEM, words.role_in_words(words.SYSTEM))],
            apply=lambda query, role: query.where(AuditEvent.role == role),
        ),
        Filter(
            "result",
            _("Result"),
            (("done", _("Done")), ("refused", _("Refused"))),
            apply=lambda query, outcome: query.where(
                AuditEvent.action == REFUSED
                if outcome == "refused"
                else AuditEvent.action != REFUSED
            ),
        ),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "when",
            _("When"),
            lambda row: row.at,
            kind="datetime",
            sort=AuditEvent.id,
            url=row_links(".audit_event", event_id=lambda row: row.event.id),
            head=True,
        ),
        Column("who", _("Who"), lambda row: row.who, note=lambda row: row.role),
        Column("role", _("Role"), lambda row: row.role, screen=False),
        Column("what", _("What"), lambda row: words.action_in_words(row.event)),
        Column(
            "subject",
            _("To what"),
            lambda row: row.subject,
            kind="html",
            url=lambda row: row.subject_url,
            export=lambda row: row.subject.striptags(),
        ),
        Column("place", _("Where"), lambda row: row.place),
        Column("reason", _("Why"), lambda row: row.event.reason),
        Column("request", _("Request"), lambda row: row.event.request_id, screen=False),
    )


def _rows(events: Sequence[Recorded], actor: Actor, zone: ZoneInfo) -> Iterator[Row]:
    names = account_names({account for event in events for account in actors(event)})
    places = unit_names({event.unit_id for event in events if event.unit_id})
    subjects: dict[str, set[int]] = {}
    for event in events:
        if event.subject_type in SCREENS and event.subject_id.isdecimal():
            subjects.setdefault(event.subject_type, set()).add(int(event.subject_id))
    keys, kinds = queries.keys_in_sight(subjects, actor), words.kinds_of(events)
    for event in events:
        known = event.subject_id.isdecimal() and event.subject_type in SCREENS
        key = keys.get((event.subject_type, int(event.subject_id))) if known else None
        is_numbered = event.subject_type == "training_session"
        yield Row(
            event=event,
            at=event.at.astimezone(zone),
            who=words.who_in_words(event, names),
            role=words.role_in_words(event.role),
            subject=words.subject_in_words(event, None if is_numbered else key, kinds),
            subject_url=_address(event.subject_type, key) if key is not None else None,
            place=places.get(event.unit_id or 0, ""),
        )


def _address(table: str, key: str) -> str:
    endpoint, name = SCREENS[table]
    return addresses(endpoint, name)(key)
