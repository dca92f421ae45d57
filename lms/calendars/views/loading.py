"""Public holidays from a file: what was taken, and each row that was not with its reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.calendars import policy, queries, services
from lms.calendars.forms import HolidaysFileForm
from lms.calendars.services import COLUMNS, Loaded
from lms.calendars.views.blueprint import bp
from lms.platform.access import current_actor, requires
from lms.platform.errors import DomainError
from lms.platform.i18n import _
from lms.platform.i18n.numbers import number


@bp.get("/holidays/load")
@requires(policy.MANAGE)
def choose_file() -> ResponseReturnValue:
    return _page(HolidaysFileForm())


@bp.post("/holidays/load")
@requires(policy.MANAGE)
def load_file() -> ResponseReturnValue:
    form = HolidaysFileForm()
    if not form.validate_on_submit():
        return _page(form)
    countries = {country.code: country for country in queries.countries(current_actor())}
    try:
        rows = services.read_holidays(form.file.value.stream, form.file.typed)
    except DomainError as refusal:
        form.add_error("file", refusal.text)
        return _page(form)
    loaded = services.load_holidays(rows, countries, by=current_actor())
    if loaded.refused:
        # What was good is kept, so this is no refusal as a whole.
        return _page(HolidaysFileForm(None), loaded)
    flash(in_words(loaded))
    return redirect(url_for(".holidays"))


def in_words(loaded: Loaded) -> str:
    """What was taken from a file."""
    return _(
        "Added: %(added)s. Changed: %(changed)s. Known already: %(known)s.",
        added=number(loaded.added),
        changed=number(loaded.changed),
        known=number(loaded.known),
    )


def _page(form: HolidaysFileForm, loaded: Loaded | None = None) -> ResponseReturnValue:
    page = render_template(
        "calendars/load.html",
        form=form,
        columns=COLUMNS,
        refused=loaded.refused if loaded else [],
        taken=in_words(loaded) if loaded else "",
    )
    return page, form.status
