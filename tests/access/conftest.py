"""The register that the routes are asked of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.certificates.services import files
from lms.platform.db import db
from lms.platform.i18n import Preferences, reset_preferences, set_preferences
from tests.access.register import Register
from tests.accounts.sso import configured
from tests.support.provider import running_provider


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    token = set_preferences(Preferences())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
        register = Register(tmp_path_factory.mktemp("matrix"))
        with (
            running_provider() as provider,
            configured(register.app, provider),
            register.app.app_context(),
        ):
            register.keep()
            yield register
            db.session.remove()
            db.engine.dispose()
    reset_preferences(token)
