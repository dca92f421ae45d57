"""Where everybody lands."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.services import is_untouched
from lms.home.navigation import NAVIGATION
from lms.home.views.blueprint import bp
from lms.platform.access import PUBLIC, current_actor, requires


@bp.get("/")
@requires(PUBLIC)
def start() -> ResponseReturnValue:
    """Lead everybody to the first screen of their navigation, and whoever begins to the first run."""
    actor = current_actor()
    if not actor.is_signed_in:
        first = "accounts.first_run" if is_untouched() else "accounts.sign_in"
        return redirect(url_for(first))
    return redirect(url_for(NAVIGATION[actor.role][0].endpoint))
