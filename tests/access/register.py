"""A register of its own that is put back after each request that wrote something."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import delete

from lms.platform.db import db
from lms.platform.throttle import CountedTry
from tests.access.matrix import RECORDS_OF_REFUSALS
from tests.access.world import World
from tests.conftest import build_app
from tests.support.client import Browser


class Register:
    """The application with its world, put back after each request that wrote something."""

    def __init__(self, folder: Path) -> None:
        self.file, self.copy = folder / "register.db", folder / "copy.db"
        self.app = build_app(f"sqlite:///{self.file}", folder)
        with self.app.app_context():
            self.world = World()

    def keep(self) -> None:
        db.session.remove()  # whoever reads keeps the file from being written whole
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.file, self.copy)

    def put_back(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        shutil.copy(self.copy, self.file)

    def undo(self, tables: set[str]) -> None:
        """Undo what a request wrote to these tables; records of a refusal stay, but nobody has to wait for them."""
        if tables - RECORDS_OF_REFUSALS:
            self.put_back()
        elif tables:
            db.session.execute(delete(CountedTry))
            db.session.commit()


def visitor(app: Flask, world: World, principal: str) -> Browser:
    browser, account = Browser(app), world.accounts[principal]
    if account is None:
        return browser
    account = db.session.merge(account)
    return browser.begin_sign_in(account) if principal == "pending" else browser.sign_in(account)
