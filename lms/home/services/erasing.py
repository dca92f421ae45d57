"""Erasing what is kept about somebody: asked for, decided by somebody else, done in one transaction.

What becomes of each column stands in `home.rules`; here it is done. Files cannot be part of a transaction: those that
nothing names any more are named in a job that is written in it, and removed after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.policy import is_somebody_else
from lms.audit.rules import ERASED
from lms.audit.services import forget_reasons, record
from lms.certificates.services import seal_away
from lms.enrolment import services as enrolment
from lms.home import queries
from lms.home.errors import (
    AlreadyAsked,
    AlreadyDecided,
    AlreadyErased,
    NamesThePerson,
    OwnRequest,
    StillNeeded,
    WrongNumber,
)
from lms.home.models import ErasureRequest, ErasureState
from lms.home.queries.kept import Subject, accounts_of, clause_of
from lms.home.rules import DELETED, EMPTIED, Put
from lms.jobs import exports
from lms.jobs.services import Work, handler
from lms.jobs.services import request as request_job
from lms.people import services as people
from lms.people.rules.marks import Marks
from lms.platform import clock, storage
from lms.platform.access import Actor
from lms.platform.db import Base, db
from lms.platform.i18n import Preferences, _, _l, use_preferences

REMOVE = "home.remove_files"
NOBODYS = "erased-%d@erased.invalid"
"""A name under `.invalid` is nobody's for good (RFC 2606)."""


def ask(subject: Subject, reference: str, by: Actor) -> ErasureRequest:
    """Enter that somebody is to be erased: their own wish, or a letter with this reference.

    Raises:
        AlreadyErased, AlreadyAsked: there is nothing more to ask for.
        NamesThePerson: the reference does, and is kept.
    """
    if any(one is not None and one.erased_at is not None for one in subject):
        raise AlreadyErased
    latest = queries.latest(subject)
    if latest is not None and latest.state is ErasureState.WAITING:
        raise AlreadyAsked
    if queries.marks(subject).in_text(reference):
        raise NamesThePerson("reference")
    asked = ErasureRequest(
        person_id=subject.person.id if subject.person else None,
        account_id=subject.account.id if subject.account else None,
        unit_id=queries.place_of(subject),
        reference=reference,
        entered_by_id=by.id,
        entered_for_id=by.acting_for,
    )
    try:
        with db.session.begin_nested():
            db.session.add(asked)
    except IntegrityError as error:  # a double click
        raise AlreadyAsked from error
    _record("home.ask_erasure", asked, by)
    return asked


def may_decide(asked: ErasureRequest, by: Actor) -> bool:
    """Whether it is somebody else than who entered the request and than whom it is about."""
    person, account = queries.subject_of(asked)
    others = {asked.entered_by_id, asked.entered_for_id, account.id if account else None}
    own = person is not None and person.id == by.person_id
    return not own and is_somebody_else(by, others)


def refuse(asked: ErasureRequest, reason: str, by: Actor) -> None:
    """Erase nothing, and keep why. Twice is the same as once.

    Raises:
        OwnRequest, NamesThePerson, AlreadyDecided.
    """
    _hold(asked, by)
    if asked.state is ErasureState.REFUSED:
        return
    if asked.state is not ErasureState.WAITING:
        raise AlreadyDecided
    _decide(asked, ErasureState.REFUSED, reason, by)


def erase(asked: ErasureRequest, number: str, reason: str, by: Actor) -> None:
    """Erase the person for good. Twice is the same as once.

    Raises:
        OwnRequest, NamesThePerson, AlreadyDecided, WrongNumber.
        StillNeeded: the person takes part in something that has not ended.
    """
    _hold(asked, by)
    if asked.state is ErasureState.ERASED:
        return
    if asked.state is not ErasureState.WAITING:
        raise AlreadyDecided
    if number != str(asked.id):
        raise WrongNumber
    subject = _locked(asked)
    marks = queries.marks(subject)
    if queries.obstacles(subject) or people.lists_naming(marks):
        raise StillNeeded
    reasons = forget_reasons(queries.records_of(subject), marks.in_text)
    _decide(asked, ErasureState.ERASED, reason, by, reasons)
    people.forget_rows(people.rows_naming(subject.person, marks))
    files = exports.forget_all() + _forget_papers(subject, marks)
    for account in accounts_of(subject):
        _close(account)
    _apply_rules(subject)
    people.forget_unused_words()
    db.session.expire_all()
    if files:
        request_job(REMOVE, {"files": files}, by)


@handler(REMOVE, _l("Removing files of an erased person"))
def remove_files(work: Work) -> None:
    """Remove what nothing names any more; what is gone already is no fault."""
    for file in work.payload["files"][work.done :]:
        with work.step():
            storage.remove(file)


def _hold(asked: ErasureRequest, by: Actor) -> None:
    """Two who decide at once take turns, and the second finds what the first has decided."""
    db.session.refresh(asked, with_for_update=True)
    if not may_decide(asked, by):
        raise OwnRequest


def _locked(asked: ErasureRequest) -> Subject:
    """The records to be erased, as they are now; whoever would add to them waits."""
    subject = queries.subject_of(asked)
    for one in subject:
        if one is not None:
            db.session.refresh(one, with_for_update=True)
    asked.person_id = subject.person.id if subject.person else None
    asked.account_id = subject.account.id if subject.account else None
    return subject


def _decide(
    asked: ErasureRequest, state: ErasureState, reason: str, by: Actor, reasons: Sequence[int] = ()
) -> None:
    if queries.marks(queries.subject_of(asked)).in_text(reason):
        raise NamesThePerson("reason" if state is ErasureState.ERASED else "refusal")
    asked.state, asked.reason = state, reason
    asked.decided_by_id, asked.decided_at = by.id, clock.now()
    db.session.flush()
    if state is ErasureState.ERASED:
        _record("home.erase", asked, by, reason, {ERASED: list(reasons)})
    else:
        _record("home.refuse_erasure", asked, by, reason)


def _record(
    action: str,
    asked: ErasureRequest,
    by: Actor,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    about = asked.person or asked.account
    if about is None:
        raise ValueError("a request about nobody")
    record(
        action,
        actor=by,
        subject=about,
        details={"request": asked.id, **(details or {})},
        reason=reason,
        unit_id=asked.unit_id,
    )


def _forget_papers(subject: Subject, marks: Marks) -> list[str]:
    """Messages to runs that name the person, and what certificates said; returns the files that are to go."""
    if subject.person is None:
        return []
    enrolment.forget_words(subject.person.id, marks.in_text)
    return seal_away(subject.person.id, _nameless(subject.person.language))


def _close(account: UserAccount) -> None:
    """The account holds no role any more; its sign-ins are deleted by their rule."""
    held = RoleGrant.user_id == account.id, RoleGrant.ended_at.is_(None)
    db.session.execute(update(RoleGrant).where(*held).values(ended_at=clock.now()))


def _apply_rules(subject: Subject) -> None:
    """Do with each table what its rule says. Tables that name others come before those that are named."""
    db.session.flush()
    accounts = accounts_of(subject)
    # Which rows are about the person is found before what tells it is emptied.
    for table, where in _rows_about(subject):
        if table.name in DELETED:
            db.session.execute(delete(table).where(where))
        elif table.name == "user_account":
            for account in accounts:
                emptied = _values(table, Subject(subject.person, account))
                db.session.execute(update(table).where(table.c.id == account.id).values(emptied))
        else:
            db.session.execute(update(table).where(where).values(_values(table, subject)))


def _rows_about(subject: Subject) -> list[tuple[Table, ColumnElement[bool]]]:
    found = []
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in DELETED or table.name in EMPTIED:
            where = clause_of(table, subject)
            if where is None:
                raise LookupError(f"no rows of {table.name} are known to be about anybody")
            found.append((table, where))
    return found


def _values(table: Table, subject: Subject) -> dict[str, Any]:
    return {name: _value(put, subject) for name, put in EMPTIED[table.name].items()}


def _value(put: Any, subject: Subject) -> Any:
    if put is Put.NOW:
        return clock.now()
    if put is Put.ADDRESS:
        return NOBODYS % subject.account.id if subject.account else ""
    if put is Put.NAME:
        of = subject.person or subject.account
        return _nameless(of.language if of else "en")
    return put


def _nameless(language: str) -> str:
    """What stands in the place of a name, in the language of the record."""
    with use_preferences(Preferences(language=language)):
        return _("Erased person")
