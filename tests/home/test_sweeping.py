"""Files that nothing names are removed after a while, and no other."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

import pytest

from lms.certificates.services import files
from lms.home import services
from lms.home.services import erasing, sweeping
from lms.home.services.sweeping import GRACE, naming, sweep
from lms.jobs.models import Job
from lms.people.models import ImportState, RosterImport
from lms.platform import clock, storage
from lms.platform.db import db, transaction
from tests.home.erasable import snapshot, world
from tests.home.test_erasure import asked
from tests.support.factories import UnitFactory

LATER = GRACE + timedelta(days=1)


def stored() -> set[str]:
    folder = storage.storage()._folder
    return {path.name for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def nothing_else(app):
    """No file but those of the test, and the time by which the machine dates them."""
    for name in stored():
        storage.remove(name)
    with clock.frozen(datetime.now(UTC)):
        yield


def test_a_file_that_nothing_names_goes_when_no_transaction_can_be_about_to_name_it(app):
    left = storage.put(b"of a process that died")

    assert sweep() == 0
    with clock.frozen(clock.now() + LATER):
        assert sweep() == 1
    assert left not in stored()


def test_a_piece_of_a_file_goes_too(app):
    name = storage.put(b"whole")
    piece = storage.storage()._path(name).with_name(f".{name}.0123456789abcdef")
    piece.write_bytes(b"wh")

    with clock.frozen(clock.now() + LATER):
        sweep()
    assert not piece.exists()


def test_what_a_record_names_stays(app):
    row = RosterImport(
        file_name="staff.csv",
        file_sha256=storage.put(b"sealed names"),
        content_key="0" * 64,
        unit_id=UnitFactory().id,
        state=ImportState.PREVIEW,
        created_by_id=0,
    )
    db.session.add(row)
    db.session.commit()

    with clock.frozen(clock.now() + LATER):
        assert sweep() == 0
    assert row.file_sha256 in stored()


@pytest.mark.parametrize("said", [lambda name: {"file": name}, lambda name: {"files": ["0", name]}])
def test_what_a_job_names_stays(app, said):
    name = storage.put(b"a list taken out")
    job = Job(
        kind="x",
        payload=said(name),
        fingerprint="1",
        requested_by_user_id=1,
        requested_by_role="trainer",
    )
    db.session.add(job)
    db.session.commit()

    with clock.frozen(clock.now() + LATER):
        assert sweep() == 0
    assert name in stored()


def test_what_was_put_again_stays(app, monkeypatch):
    """It may be named by a transaction that began since the names were read."""
    name = storage.put(b"twice")
    monkeypatch.setattr(sweeping, "_named_by_jobs", lambda: {storage.put(b"twice")} - {name})

    os.utime(storage.storage()._path(name), (0, 0))
    assert sweep() == 0
    assert name in stored()


def test_whatever_names_a_file_is_called_so(app):
    """A column of hashes by another name would lose its files."""
    assert {f"{one.table.name}.{one.name}" for one in naming()} == {
        "certificate.file_sha256",
        "certificate.sealed_sha256",
        "roster_import.file_sha256",
    }


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # the child dies at once
def test_a63_killed_in_the_middle_it_leaves_everything_and_no_file(app, monkeypatch):
    monkeypatch.setattr(files, "render_certificate", lambda payload: payload.to_json().encode())
    she = world()
    request = asked(she)
    before, kept = snapshot(("person", "user_account", "certificate", "enrolment")), stored()
    db.session.remove()

    child = os.fork()
    if not child:
        try:
            db.engine.dispose(close=False)  # the connections are the parent's
            monkeypatch.setattr(erasing, "request_job", _die)
            with transaction():
                request = db.session.merge(request)
                services.erase(request, str(request.id), "The law allows it", she.decider)
        finally:
            os._exit(1)  # not killed
    _child, status = os.waitpid(child, 0)

    assert os.WTERMSIG(status) == signal.SIGKILL
    assert snapshot(tuple(before)) == before
    assert stored() > kept  # what was sealed away, for nothing
    with clock.frozen(clock.now() + LATER):
        sweep()
    assert stored() == kept


def _die(*_args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
