"""The second step is set up before anything else, and neither guessed nor doubled by doing many things at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask

from lms.accounts import services
from lms.accounts.actor import actor_for
from lms.accounts.errors import WrongProof
from lms.accounts.models import Authenticator, PendingSignIn, SignIn
from lms.accounts.roles import Role
from lms.accounts.services import TRIES_OF_ACCOUNT, Asked, Proof, Site
from lms.accounts.services.codes import takes_code
from lms.platform import clock
from lms.platform.access import PUBLIC
from lms.platform.db import db, transaction
from lms.platform.errors import DomainError
from lms.platform.throttle import TooManyTries
from tests.access.matrix import RECORDS_OF_REFUSALS, cells, written
from tests.access.register import Register, visitor
from tests.support.factories import UserFactory
from tests.support.second_step import give_app, required

AT_ONCE = 8
STEP = timedelta(seconds=30)
ASKED = Asked(Site("http://localhost"), "second-step", "here")


def test_g1_whoever_has_to_set_up_a_second_step_does_that_before_anything_else(
    register: Register,
) -> None:
    app, open_to = register.app, []
    with required(app):
        browser = visitor(app, register.world, "head_administrator")
        register.keep()
        for cell in cells(app, register.world, "head_administrator"):
            view = app.view_functions[cell.endpoint]
            if PUBLIC in view.access or view.settling:  # type: ignore[attr-defined]  # every route has them
                continue
            with written() as tables:
                ask = browser.get if cell.method == "GET" else browser.post
                answer = ask(cell.url)
            led = answer.status_code == 302 and answer.location == "/account/second-step"
            if not (led or answer.status_code == 403) or tables - RECORDS_OF_REFUSALS:
                open_to.append(f"{cell.method} {cell.url}: {answer.status_code} {tables}")
            register.undo(tables)

    assert open_to == []


@pytest.fixture
def pending(app: Flask):
    """An account with an app that waits for its second step in several browsers: their tokens, and what says codes."""
    user = UserFactory(role=Role.AUDITOR)
    code, recovery = give_app(user)
    tokens = [services.go_on(user).token for _ in range(AT_ONCE)]
    db.session.commit()
    return user.id, tokens, code, recovery


def at_once(app: Flask, *ways):
    """What becomes of each when all are begun in the same moment."""
    barrier = Barrier(len(ways))

    def one(way):
        with app.app_context(), transaction():
            barrier.wait()
            return way()

    def caught(way):
        try:
            return one(way)
        except DomainError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(ways)) as pool:
        came = list(pool.map(caught, ways))
    db.session.rollback()  # what was read before is not what there is now
    return came


def completing(token: str, **shown: str):
    return lambda: services.complete(token, Proof(**shown), asked=ASKED, client="here")


def test_one_code_sent_in_many_browsers_at_once_lets_one_in(app: Flask, pending) -> None:
    _user_id, tokens, code, _recovery = pending
    right = code.at(clock.now())

    came = at_once(app, *(completing(token, code=right) for token in tokens))

    assert sum(isinstance(one, str) for one in came) == 1
    assert db.session.query(SignIn).count() == 1


def test_a_recovery_code_sent_at_once_lets_one_in(app: Flask, pending) -> None:
    _user_id, tokens, _code, recovery = pending

    came = at_once(app, *(completing(token, recovery_code=recovery[0]) for token in tokens))

    assert sum(isinstance(one, str) for one in came) == 1


def test_g13_one_pending_token_is_completed_once_by_many_proofs_at_once(
    app: Flask, pending
) -> None:
    _user_id, tokens, _code, recovery = pending

    came = at_once(app, *(completing(tokens[0], recovery_code=one) for one in recovery[:AT_ONCE]))

    assert sum(isinstance(one, str) for one in came) == 1
    assert db.session.query(SignIn).count() == 1
    assert db.session.query(PendingSignIn).count() == AT_ONCE - 1


def test_a16_guesses_at_once_are_not_more_than_guesses_one_by_one(app: Flask, pending) -> None:
    _user_id, tokens, _code, _recovery = pending

    came = at_once(app, *(completing(token, code="000000") for token in tokens))

    assert came.count(WrongProof) == TRIES_OF_ACCOUNT
    assert came.count(TooManyTries) == AT_ONCE - TRIES_OF_ACCOUNT


def test_the_last_two_removed_at_once_leave_one(app: Flask) -> None:
    user = UserFactory(role=Role.AUDITOR)
    give_app(user)
    give_app(user)
    db.session.commit()
    user_id = user.id
    ids = [one.id for one in db.session.query(Authenticator)]

    def removing(one_id: int):
        def remove() -> str:
            owner = db.session.get_one(type(user), user_id)
            one = db.session.get_one(Authenticator, one_id)
            actor = actor_for(owner, owner.grants[0])
            services.remove(owner, one, may_be_last=False, token="", by=actor)
            return "removed"

        return remove

    came = at_once(app, *(removing(one_id) for one_id in ids))

    assert came.count("removed") == 1
    assert db.session.query(Authenticator).count() == 1


def test_a_code_is_not_taken_twice_within_its_half_minutes(app: Flask, pending) -> None:
    user_id, _tokens, code, _recovery = pending
    now = clock.now()

    assert takes_code(user_id, code.at(now), db.session())
    assert not takes_code(user_id, code.at(now), db.session())
    assert not takes_code(user_id, code.at(now - STEP), db.session())  # an older one no more either
    assert takes_code(user_id, code.at(now + STEP), db.session())
