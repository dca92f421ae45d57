"""The first page of an empty register."""

from __future__ import annotations

from pathlib import Path

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user
from werkzeug.exceptions import NotFound

from lms.accounts import services
from lms.accounts.errors import SetUpAlready
from lms.accounts.forms import SetUpForm
from lms.accounts.services import FirstRun
from lms.accounts.views.blueprint import bp
from lms.accounts.views.sign_in import opened
from lms.organisation.models import UnitKind
from lms.organisation.reference import country_names
from lms.platform.access import PUBLIC, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import Preferences, _, language


@bp.get("/set-up")
@requires(PUBLIC)
def first_run() -> ResponseReturnValue:
    _refuse_once_done()
    return _show(SetUpForm(None, with_places=True))


@bp.post("/set-up")
@requires(PUBLIC)
def set_up() -> ResponseReturnValue:
    _refuse_once_done()
    form = _with_countries(SetUpForm())
    if not form.validate_on_submit():
        return _show(form)
    try:
        token = services.set_up(
            _said(form),
            code=form.set_up_code.data or "",
            file=_code_file(),
            client=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except SetUpAlready:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _show(form, refusal.status)
    session.clear()
    login_user(opened(token))
    flash(_("The register is ready. Next: the places, then accounts for those who work with it."))
    return redirect(url_for("home.start"))


def _said(form: SetUpForm) -> FirstRun:
    reader = language()
    return FirstRun(
        country=form.country.data or "",
        with_places=form.with_places.data,
        names={"en": form.name_en.data or None, reader: form.name.data},
        kind=UnitKind(form.kind.data or ""),
        code=form.code.data or "",
        administrator=form.display_name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        preferences=Preferences(language=reader, country=form.country.data or ""),
    )


def _refuse_once_done() -> None:
    if not services.is_untouched():
        raise NotFound


def _code_file() -> Path:
    file: Path = current_app.config["SETTINGS"].set_up_code_file
    return file


def _with_countries(form: SetUpForm) -> SetUpForm:
    form.country.choices = [(code, names[language()]) for code, names in country_names().items()]
    return form


def _show(form: SetUpForm, status: int | None = None) -> ResponseReturnValue:
    services.set_up_code(_code_file())
    page = render_template(
        "accounts/set_up.html", form=_with_countries(form), in_english=language() == "en"
    )
    return page, status or form.status
