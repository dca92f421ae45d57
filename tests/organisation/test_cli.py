"""`lms place load`."""

from __future__ import annotations

from lms.organisation.models import OrgUnit
from lms.platform.db import db


def test_loads_a_country_once(app):
    command = app.test_cli_runner()

    first = command.invoke(args=["place", "load", "GE"])
    again = command.invoke(args=["place", "load", "GE"])

    assert first.output == "Georgia (GE): 78 places added.\n"
    assert again.output == "Georgia (GE): 0 places added.\n"
    assert db.session.query(OrgUnit).count() == 79


def test_knows_which_countries_there_are(sqlite_app):
    refused = sqlite_app.test_cli_runner().invoke(args=["place", "load", "XX"])

    assert refused.exit_code == 2
    assert "EG" in refused.output
