"""Every part of the screens in every state, for whoever builds them."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from lms.config import Settings
from lms.home.style import sample
from lms.home.views.blueprint import bp
from lms.platform.access import PUBLIC, requires


@bp.get("/style")
@requires(PUBLIC)
def style() -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    if not (settings.debug or settings.testing):
        raise NotFound
    return render_template("style/style.html", s=sample())
