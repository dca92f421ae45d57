"""What the demonstration data is, and the one button that takes it away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.demo import policy, services
from lms.platform.access import PUBLIC, current_actor, requires
from lms.platform.i18n import _

bp = Blueprint("demo", __name__)


@bp.get("/demonstration")
@requires(PUBLIC)
def about() -> ResponseReturnValue:
    return render_template(
        "demo/about.html",
        is_loaded=services.is_loaded(),
        may_remove=current_actor().has(policy.REMOVE),
    )


@bp.post("/demonstration/remove")
@requires(policy.REMOVE)
def remove() -> ResponseReturnValue:
    services.remove()
    flash(_("The demonstration data is gone. Nothing else was touched."))
    return redirect(url_for("home.start"))
