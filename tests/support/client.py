"""A browser without a screen: it sees what the test has written, and the test sees what it has done."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Any

from flask import Flask
from flask.globals import _cv_app
from werkzeug.test import TestResponse

from lms.accounts.models import PendingSignIn, RoleGrant, SignIn, UserAccount
from lms.accounts.services import hash_token
from lms.platform import clock
from lms.platform.db import db
from lms.platform.ids import random_token


class Browser:
    """A test client of its own; `sign_in` opens a sign-in for an account's first (or a given) role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, user: UserAccount, grant: RoleGrant | None = None) -> Browser:
        token = random_token()
        grant = grant or user.grants[0]
        db.session.add(
            SignIn(
                token_hash=hash_token(token),
                user_id=user.id,
                grant_id=grant.id,
                proved_at=clock.now(),
            )
        )
        db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def begin_sign_in(self, user: UserAccount) -> Browser:
        """The password was right, the second step is still to come."""
        token = random_token()
        db.session.add(PendingSignIn(token_hash=hash_token(token), user_id=user.id))
        db.session.commit()
        with self.client.session_transaction() as session:
            session["pending"] = token
        return self

    def get(self, url: str, **kwargs: Any) -> TestResponse:
        return self._request("get", url, **kwargs)

    def post(self, url: str, data: Any = None, **kwargs: Any) -> TestResponse:
        return self._request("post", url, data=data or {}, **kwargs)

    def _request(self, method: str, url: str, **kwargs: Any) -> TestResponse:
        db.session.commit()
        response: TestResponse = _apart(lambda: getattr(self.client, method)(url, **kwargs))
        db.session.expire_all()
        return response


def _apart(send: Callable[[], TestResponse]) -> TestResponse:
    """Run without the test's own application context, which Flask would otherwise go on using for the request."""
    outer = copy_context()
    ours = {_cv_app.name}

    def run() -> TestResponse:
        for variable, value in outer.items():
            if variable.name not in ours:
                variable.set(value)
        return send()

    return Context().run(run)
