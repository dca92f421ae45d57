"""Lending a role to a colleague for the time of a leave."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from lms.accounts.errors import (
    BeyondOwnRole,
    EndsBeforeStart,
    HoldsItAlready,
    LoanInThePast,
    LoanTooLong,
    NotAColleague,
    NotLendable,
)
from lms.accounts.models import RoleGrant, UserAccount
from lms.accounts.queries import colleagues, overlapping
from lms.accounts.roles import LENDABLE
from lms.accounts.rules import LONGEST_LOAN, is_in_force, longest_loan
from lms.accounts.services.accounts import end_sign_ins
from lms.accounts.services.grants import record_grant
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n.dates import date_text
from lms.platform.i18n.numbers import number


def lend(
    held: RoleGrant, colleague: UserAccount, *, starts_on: date, ends_on: date, by: Actor
) -> RoleGrant:
    """Let a colleague act in a role of one's own between two days. It ends sooner when one's own role does.

    Raises:
        NotLendable: it is another's, lent itself, not held today, or of a kind that is not lent.
        NotAColleague: without a role at the place.
        LoanInThePast, EndsBeforeStart, LoanTooLong, BeyondOwnRole: about the days.
        HoldsItAlready: in that time.
    """
    is_own = held.user_id == by.id and held.lent_from_id is None
    if not is_own or held.role not in LENDABLE or not is_in_force(held):
        raise NotLendable
    query = colleagues(held).where(UserAccount.id == colleague.id)
    if db.session.scalar(query.with_only_columns(UserAccount.id).order_by(None)) is None:
        raise NotAColleague
    _refuse_days(held, starts_on, ends_on)
    same = overlapping(colleague, held.role, held.unit_id, starts_on, ends_on)
    if db.session.scalars(same.limit(1)).first() is not None:
        raise HoldsItAlready(name=colleague.display_name)
    loan = RoleGrant(
        user_id=colleague.id,
        role=held.role,
        unit_id=held.unit_id,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=by.id,
        lent_from_id=held.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(loan)
    except IntegrityError as error:  # the same form sent twice at once
        raise HoldsItAlready(name=colleague.display_name) from error
    record_grant("accounts.lend", loan, by)
    db.session.expire(colleague, ["grants"])
    return loan


def end_loan(loan: RoleGrant, *, by: Actor) -> None:
    """Take a lent role back, or give it back; whoever works in it is signed out."""
    if loan.ended_at is None:
        loan.ended_at = clock.now()
        end_sign_ins(loan.user, grant_id=loan.id)
        record_grant("accounts.end_loan", loan, by)
        db.session.flush()


def _refuse_days(held: RoleGrant, starts_on: date, ends_on: date) -> None:
    if starts_on < clock.today():
        raise LoanInThePast
    if ends_on < starts_on:
        raise EndsBeforeStart
    last = longest_loan(starts_on)
    if ends_on > last:
        raise LoanTooLong(days=number(LONGEST_LOAN), last=date_text(last))
    if held.ends_on is not None and ends_on > held.ends_on:
        raise BeyondOwnRole(last=date_text(held.ends_on))
