"""Making accounts, changing them, and letting them be used or not."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.errors import EmailTaken, OwnAccount, PersonTaken
from lms.accounts.models import AccountLink, PendingSignIn, RoleGrant, SignIn, UserAccount
from lms.accounts.services.notices import tell_email_changed
from lms.accounts.services.passwords import hash_password
from lms.audit.rules import difference
from lms.audit.services import record
from lms.people.models import Person
from lms.people.services import hold
from lms.platform import clock
from lms.platform.access import Actor
from lms.platform.db import db
from lms.platform.i18n import Preferences
from lms.platform.i18n.collation import key_among_languages
from lms.platform.localised import folded_words

PERSONAL = frozenset({"email", "display_name"})


def create_account(
    *,
    email: str,
    display_name: str,
    password: str | None = None,
    preferences: Preferences,
    person: Person | None = None,
    is_demo: bool = False,
    by: Actor | None = None,
) -> UserAccount:
    """Make an account without any role yet; without a password its owner is to be invited.

    Raises:
        EmailTaken, PersonTaken: by another account.
        PasswordRefused: others would guess it.
    """
    user = UserAccount(
        email=email.strip().lower(),
        display_name=display_name,
        password_hash=None
        if password is None
        else hash_password(password, [display_name, email.partition("@")[0]]),
        person_id=person.id if person is not None else None,
        language=preferences.language,
        digits=preferences.digits,
        calendar=preferences.calendar,
        second_calendar=preferences.second_calendar,
        theme=preferences.theme,
        is_demo=is_demo,
    )
    if person is not None:
        hold(person)
    _refuse_taken(user.email, user.person_id)
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:  # somebody else made it in this moment
        raise EmailTaken from error
    if not is_demo:  # demonstration data comes and goes as a whole
        details = difference({}, {"person_id": user.person_id}, PERSONAL)
        record("accounts.create", actor=by, subject=user, details=details)
    return user


def update_account(
    user: UserAccount, *, email: str, display_name: str, person: Person | None, by: Actor
) -> None:
    """Change the name, the email, and whose account it is."""
    _refuse_own(user, by)
    email, person_id = email.strip().lower(), person.id if person is not None else None
    if person is not None and person_id != user.person_id:
        hold(person)
    _refuse_taken(email, person_id, other_than=user.id)
    before = _facts(user)
    try:
        with db.session.begin_nested():
            user.email, user.display_name, user.person_id = email, display_name, person_id
            user.folded_names = folded_words([display_name])
            user.sort_key = key_among_languages(display_name, user.language)
    except IntegrityError as error:
        raise EmailTaken from error
    if email != before["email"]:
        end_links(user)  # they went to the address from before
        tell_email_changed(user, str(before["email"]))
    changed = difference(before, _facts(user), PERSONAL)
    if changed["after"] or "personal" in changed:
        record("accounts.update", actor=by, subject=user, details=changed)


def disable(user: UserAccount, *, by: Actor | None = None) -> None:
    """Let the account be used no more; whoever is signed in with it is signed out."""
    _refuse_own(user, by)
    if not user.is_disabled:
        user.is_disabled = True
        end_sign_ins(user)
        end_links(user)
        record("accounts.disable", actor=by, subject=user)
        db.session.flush()


def enable(user: UserAccount, *, by: Actor | None = None) -> None:
    """Let the account be used again."""
    _refuse_own(user, by)
    if user.is_disabled:
        user.is_disabled = False
        record("accounts.enable", actor=by, subject=user)
        db.session.flush()


def set_preferences(user: UserAccount, chosen: Preferences) -> None:
    """Keep how the account wants to read."""
    user.language = chosen.language
    user.sort_key = key_among_languages(user.display_name, user.language)
    user.digits = chosen.digits
    user.calendar = chosen.calendar
    user.second_calendar = chosen.second_calendar
    user.theme = chosen.theme
    db.session.flush()


def end_sign_ins(user: UserAccount, *, grant_id: int | None = None) -> None:
    """End the open sign-ins of the account and those half open, or those that use one role of it, lent to whomever."""
    which = SignIn.user_id == user.id
    if grant_id is None:
        db.session.execute(delete(PendingSignIn).where(PendingSignIn.user_id == user.id))
    else:
        lent = select(RoleGrant.id).where(RoleGrant.lent_from_id == grant_id)
        which = or_(SignIn.grant_id == grant_id, SignIn.grant_id.in_(lent))
    db.session.execute(
        update(SignIn).where(which, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )


def end_links(user: UserAccount) -> bool:
    """End the link with which a password could be chosen; returns whether there was one."""
    ended = db.session.execute(
        update(AccountLink)
        .where(AccountLink.user_id == user.id, AccountLink.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(AccountLink.id)
    )
    return bool(ended.all())


def _facts(user: UserAccount) -> dict[str, str | int | None]:
    return {"email": user.email, "display_name": user.display_name, "person_id": user.person_id}


def _refuse_own(user: UserAccount, by: Actor | None) -> None:
    if by is not None and by.id == user.id:
        raise OwnAccount


def _refuse_taken(email: str, person_id: int | None, *, other_than: int = 0) -> None:
    others = select(UserAccount.id).where(UserAccount.id != other_than)
    if db.session.scalar(others.where(UserAccount.email == email)) is not None:
        raise EmailTaken
    of_person = others.where(UserAccount.person_id == person_id)
    if person_id is not None and db.session.scalar(of_person) is not None:
        raise PersonTaken
