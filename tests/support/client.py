"""A browser without a screen: it sees what the test has written, and the test sees what it has done."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from lms.accounts.models import RoleGrant, SignIn, UserAccount
from lms.accounts.services import hash_token
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
        db.session.add(SignIn(token_hash=hash_token(token), user_id=user.id, grant_id=grant.id))
        db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def get(self, url: str, **kwargs: Any) -> TestResponse:
        return self._request("get", url, **kwargs)

    def post(self, url: str, data: Any = None, **kwargs: Any) -> TestResponse:
        return self._request("post", url, data=data or {}, **kwargs)

    def _request(self, method: str, url: str, **kwargs: Any) -> TestResponse:
        db.session.commit()
        response = getattr(self.client, method)(url, **kwargs)
        db.session.expire_all()
        return response
