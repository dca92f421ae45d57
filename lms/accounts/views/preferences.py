"""How one wants to read: language, digits, calendars, appearance."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import services
from lms.accounts.forms import PreferencesForm
from lms.accounts.models import UserAccount
from lms.accounts.sessions import remember_language
from lms.accounts.views.blueprint import bp
from lms.platform.access import SIGNED_IN, current_actor, requires
from lms.platform.db import db
from lms.platform.i18n import Preferences, _, set_preferences


@bp.get("/preferences")
@requires(SIGNED_IN, settling=True)
def preferences() -> ResponseReturnValue:
    return render_template("accounts/preferences.html", form=PreferencesForm(obj=_me()))


@bp.post("/preferences")
@requires(SIGNED_IN, settling=True)
def save_preferences() -> ResponseReturnValue:
    form = PreferencesForm()
    if not form.validate_on_submit():
        return render_template("accounts/preferences.html", form=form), 422
    chosen = Preferences(
        language=form.language.data or "en",
        digits=form.digits.data or "",
        calendar=form.calendar.data or "",
        second_calendar=form.second_calendar.data or None,
        theme=form.theme.data or "system",
    )
    services.set_preferences(_me(), chosen)
    set_preferences(chosen)
    flash(_("Your preferences are saved."))
    response = redirect(url_for(".preferences"))
    remember_language(response, chosen.language)
    return response


def _me() -> UserAccount:
    return db.session.get_one(UserAccount, current_actor().id)
