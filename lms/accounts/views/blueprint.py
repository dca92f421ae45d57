"""The blueprint that the screens of accounts hang from, and how they fetch an account."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.exceptions import Unauthorized

from lms.accounts import policy, queries
from lms.accounts.errors import OwnAccount
from lms.accounts.models import UserAccount
from lms.accounts.sessions import SignedInUser, signed_in
from lms.platform.access import authorize, current_actor, one_or_404

bp = Blueprint("accounts", __name__)


def fetch(account_id: int) -> UserAccount:
    """An account that the reader may see; outside their scope it does not exist."""
    return one_or_404(queries.account(account_id, viewer=current_actor()))


def changeable(account_id: int) -> UserAccount:
    """An account that the reader may change; refused for their own, and where it is not theirs alone to change."""
    account = fetch(account_id)
    if account.id == current_actor().id:
        raise OwnAccount
    authorize(policy.can_manage(current_actor(), account))
    return account


def me() -> SignedInUser:
    """Whoever is signed in, with their sign-in."""
    user = signed_in()
    if user is None:
        raise Unauthorized
    return user
