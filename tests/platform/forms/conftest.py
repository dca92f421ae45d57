"""An application that shows a form and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from lms.config import ROOT
from lms.platform.i18n import web as i18n_web
from tests.platform.forms.every_kind import FORM, EveryKind


@pytest.fixture(scope="module")
def flask_app() -> Flask:
    app = Flask("forms", template_folder=str(ROOT / "templates"))
    app.secret_key = "only for tests"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    i18n_web.init_app(app)

    @app.route("/", methods=["GET", "POST"])
    def view() -> ResponseReturnValue:
        form = EveryKind()
        if form.validate_on_submit():
            return {"name": form.name.value}
        return render_template_string(FORM, form=form), form.status

    return app


@pytest.fixture
def page(flask_app: Flask) -> Callable[[dict[str, Any]], TestResponse]:
    client = flask_app.test_client()

    def post(data: dict[str, Any]) -> TestResponse:
        return client.post("/", data=MultiDict(data))

    return post
