"""All certificates one may see, each with its state, its file, and what can be done with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_

from lms.audit import queries as audit
from lms.certificates import policy, queries, services
from lms.certificates.forms import CorrectionForm, ReasonForm
from lms.certificates.models import Certificate, CertificateState
from lms.certificates.payload import CertificatePayload
from lms.certificates.rules import STANDINGS, Standing, fingerprint, standing
from lms.certificates.views.blueprint import bp, pdf_response
from lms.certificates.views.verify import dates_of, in_reader_language
from lms.enrolment.models import Enrolment
from lms.people import queries as people
from lms.people.models import Person
from lms.people.policy import EXPORT
from lms.planning.models import Course
from lms.platform import clock
from lms.platform.access import Actor, authorize, current_actor, one_or_404, requires
from lms.platform.db import db
from lms.platform.errors import DomainError
from lms.platform.i18n import _, _l, _lp, language
from lms.platform.i18n.numbers import digits
from lms.platform.ids import grouped
from lms.platform.links import row_links
from lms.platform.listing import Column, Empty, Filter, Listing
from lms.platform.localised import sort_column
from lms.platform.statements import kept
from lms.scheduling.models import CourseRun

DEEDS: dict[str, str] = {
    "certificates.revoke": _lp("certificate", "Revoked"),
    "certificates.restore": _lp("certificate", "Restored"),
    "certificates.supersede": _lp("certificate", "Corrected"),
}


@bp.get("/certificates")
@requires(policy.VIEW)
def certificates() -> ResponseReturnValue:
    actor = current_actor()
    ready = queries.runs_to_issue(actor) if actor.has(policy.ISSUE) else []
    return certificate_list().respond("certificates/certificates.html", ready=ready)


@bp.get("/certificates/<string:serial>")
@requires(policy.VIEW, policy.OWN_RECORD)
def certificate(serial: str) -> ResponseReturnValue:
    found = _fetched(serial)
    payload = CertificatePayload.from_dict(found.payload)
    worth = standing(found, _today(found))
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        payload=payload,
        course=in_reader_language(payload.course),
        body=in_reader_language(payload.issuing_body),
        dates=dates_of(payload),
        standing=worth,
        label=STANDINGS[worth],
        code_text=grouped(found.code),
        fingerprint=fingerprint(found),
        can_change=policy.can_change(current_actor(), found),
        zone=found.issuing_body.unit.country.timezone,
        events=[
            (event, DEEDS[event.action])
            for event in db.session.scalars(audit.history(found))
            if event.action in DEEDS
        ]
        if current_actor().has(policy.VIEW)
        else [],
    )


@bp.get("/certificates/<string:serial>/file")
@requires(policy.VIEW, policy.OWN_RECORD)
def certificate_file(serial: str) -> ResponseReturnValue:
    """The PDF as it was issued."""
    found = _fetched(serial)
    return pdf_response(services.file_of(found), found.serial)


@bp.get("/certificates/<string:serial>/revoke")
@requires(policy.REVOKE, fresh=True)
def ask_revoke(serial: str) -> ResponseReturnValue:
    return _reason_page("certificates/revoke.html", _changeable(serial), ReasonForm())


@bp.post("/certificates/<string:serial>/revoke")
@requires(policy.REVOKE, fresh=True)
def revoke(serial: str) -> ResponseReturnValue:
    found, form = _changeable(serial), ReasonForm()
    if not form.validate_on_submit():
        return _reason_page("certificates/revoke.html", found, form)
    try:
        services.revoke(found, form.reason.data, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _reason_page("certificates/revoke.html", found, form)
    flash(_("The certificate %(serial)s is revoked.", serial=found.serial))
    return redirect(url_for(".certificate", serial=serial))


@bp.get("/certificates/<string:serial>/restore")
@requires(policy.REVOKE, fresh=True)
def ask_restore(serial: str) -> ResponseReturnValue:
    return _reason_page("certificates/restore.html", _changeable(serial), ReasonForm())


@bp.post("/certificates/<string:serial>/restore")
@requires(policy.REVOKE, fresh=True)
def restore(serial: str) -> ResponseReturnValue:
    found, form = _changeable(serial), ReasonForm()
    if not form.validate_on_submit():
        return _reason_page("certificates/restore.html", found, form)
    try:
        services.restore(found, form.reason.data, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _reason_page("certificates/restore.html", found, form)
    flash(_("The certificate %(serial)s is valid again.", serial=found.serial))
    return redirect(url_for(".certificate", serial=serial))


@bp.get("/certificates/<string:serial>/correct")
@requires(policy.REVOKE, fresh=True)
def ask_correction(serial: str) -> ResponseReturnValue:
    """The names as the card has them now, ready to be sent."""
    found = _changeable(serial)
    holder = found.person
    names = {"name": holder.full_name, "name_second": holder.second_name}
    return _reason_page("certificates/correct.html", found, CorrectionForm(data=names))


@bp.post("/certificates/<string:serial>/correct")
@requires(policy.REVOKE, fresh=True)
def correct(serial: str) -> ResponseReturnValue:
    found, form = _changeable(serial), CorrectionForm()
    if not form.validate_on_submit():
        return _reason_page("certificates/correct.html", found, form)
    try:
        corrected = services.supersede(found, form.corrections, by=current_actor())
    except DomainError as refusal:
        form.refuse(refusal)
        return _reason_page("certificates/correct.html", found, form)
    flash(
        _(
            "The certificate %(new)s replaces %(old)s.",
            new=corrected.serial,
            old=found.serial,
        )
    )
    return redirect(url_for(".certificate", serial=corrected.serial))


def _fetched(serial: str) -> Certificate:
    return one_or_404(queries.by_serial(serial, current_actor()))


def _changeable(serial: str) -> Certificate:
    found = _fetched(serial)
    authorize(policy.can_change(current_actor(), found))
    return found


def _today(certificate: Certificate) -> date:
    return clock.today(certificate.issuing_body.unit.country.timezone)


def _reason_page(template: str, certificate: Certificate, form: Any) -> ResponseReturnValue:
    payload = CertificatePayload.from_dict(certificate.payload)
    page = render_template(template, certificate=certificate, payload=payload, form=form)
    return page, form.status


def certificate_list() -> Listing:
    """The list; who holds what, since when, and what it is worth today."""
    actor, today = current_actor(), clock.today()
    return Listing(
        "certificates",
        _l("Certificates"),
        kept("certificates", lambda: _query(actor), viewer=actor),
        [
            Column(
                "serial",
                _l("Serial number"),
                lambda row: row.serial,
                kind="code",
                sort=(Certificate.serial, Certificate.id),
                url=row_links(".certificate", serial=lambda row: row.serial),
            ),
            Column(
                "name",
                _l("Name"),
                lambda row: row.payload["name"],
                sort=(*people.by_name(), Person.id),
                url=row_links(".record", person_id=lambda row: row.person_id),
            ),
            Column(
                "course",
                _l("Course"),
                lambda row: in_reader_language(row.payload["course"]),
                sort=sort_column(Course, language()),
            ),
            Column(
                "run",
                _l("Course run"),
                lambda row: row.run,
                kind="code",
                sort=CourseRun.code,
            ),
            Column(
                "issued_on", _l("Issued on"), lambda row: row.issued_on, kind="date",
                sort=Certificate.issued_on,
            ),
            Column(
                "valid_until", _l("Valid until"), lambda row: row.valid_until, kind="date",
                sort=Certificate.valid_until,
            ),
            Column(
                "state",
                _l("State"),
                lambda row: STANDINGS[standing(row, today)],
                kind="badge",
                badge=lambda row: standing(row, today).value,
            ),
        ],
        filters=[_by_standing(today), _by_body(), _by_year(), _by_run()],
        default_sort="-issued_on",
        exporting=EXPORT,
        search=_search,
        search_label=_l("Name or serial number"),
        empty=Empty(
            _("No certificates yet"),
            _("They appear here once they are issued for a course run."),
            icon="certificate",
        ),
    )  # fmt: skip


def _query(actor: Actor) -> Select[*tuple[Any, ...]]:
    """What the list shows, as plain values, with whatever it is sorted or searched by."""
    return (
        queries.certificates(actor)
        .with_only_columns(
            Certificate.id,
            Certificate.serial,
            Certificate.person_id,
            Certificate.payload,
            Certificate.state,
            Certificate.issued_on,
            Certificate.valid_until,
            CourseRun.code.label("run"),
        )
        .join(Person, Person.id == Certificate.person_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(CourseRun, CourseRun.id == Enrolment.course_run_id)
        .join(Course, Course.id == CourseRun.course_id)
    )


def _search(query: Any, text: str) -> Any:
    found = people.search(text, current_actor())
    serial = Certificate.serial.startswith(text.upper(), autoescape=True)
    return query.where(or_(serial, Certificate.person_id.in_(found)))


def _by_standing(today: date) -> Filter:
    valid = Certificate.state == CertificateState.VALID
    over = Certificate.valid_until.is_not(None) & (Certificate.valid_until < today)
    ways = {
        Standing.VALID: valid & ~over,
        Standing.EXPIRED: valid & over,
        Standing.REVOKED: Certificate.state == CertificateState.REVOKED,
        Standing.SUPERSEDED: Certificate.state == CertificateState.SUPERSEDED,
    }
    return Filter(
        "state",
        _l("State"),
        list(STANDINGS.items()),
        apply=lambda query, value: query.where(ways[value]),
    )


def _by_body() -> Filter:
    return Filter(
        "body",
        _l("Issued by"),
        lambda: queries.seen_bodies(current_actor()),
        apply=lambda query, value: query.where(Certificate.issuing_body_id == value),
    )


def _by_year() -> Filter:
    return Filter(
        "year",
        _l("Year"),
        lambda: [(year, digits(year)) for year in queries.seen_years(current_actor())],
        apply=lambda query, value: query.where(Certificate.year == value),
    )


def _by_run() -> Filter:
    return Filter(
        "run",
        _l("Course run"),
        apply=lambda query, value: query.where(CourseRun.code == value),
    )
