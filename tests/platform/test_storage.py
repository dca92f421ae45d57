import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from lms.platform import storage
from lms.platform.storage import BadFileName, FileDamaged, FileMissing, Storage

DATA = "شهادة".encode() * 1000
NAME = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "files"


@pytest.fixture
def kept(folder):
    return Storage(folder)


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_put_is_read_back_by_its_hash(kept, folder):
    assert kept.put(DATA) == NAME
    assert kept.read(NAME) == DATA
    assert _files(folder) == [folder / NAME[:2] / NAME]


def test_the_same_bytes_are_kept_once(kept, folder):
    kept.put(DATA)
    before = (folder / NAME[:2] / NAME).stat().st_ino
    kept.put(DATA)
    assert (folder / NAME[:2] / NAME).stat().st_ino == before
    assert len(_files(folder)) == 1


def test_twenty_writers_of_one_file_leave_one_file(kept, folder):
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(lambda _: kept.put(DATA), range(20))) == {NAME}
    assert len(_files(folder)) == 1


def test_nobody_else_on_the_machine_can_read_a_file(kept, folder):
    kept.put(DATA)
    assert stat.S_IMODE((folder / NAME[:2] / NAME).stat().st_mode) == 0o600


def test_a_damaged_file_is_noticed_and_mended_by_putting_it_again(kept, folder):
    kept.put(DATA)
    (folder / NAME[:2] / NAME).write_bytes(DATA + b"x")
    with pytest.raises(FileDamaged):
        kept.read(NAME)
    kept.put(DATA)
    assert kept.read(NAME) == DATA


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_no_half_file(kept, folder, monkeypatch, failing):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    kept.put(b"another file")
    monkeypatch.setattr(os, failing, full)
    if failing == "replace":
        monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space"):
        kept.put(DATA)
    monkeypatch.undo()
    assert len(_files(folder)) == 1
    assert kept.put(DATA) == NAME


def test_an_unknown_file_is_missing(kept):
    with pytest.raises(FileMissing):
        kept.read(NAME)


@pytest.mark.parametrize(
    "name", ["", "a", NAME.upper(), NAME + "\n", "../" + NAME, "/etc/passwd", "." * 64, NAME[:-1]]
)
def test_a_name_that_is_no_hash_is_refused(kept, name):
    with pytest.raises(BadFileName):
        kept.read(name)


def test_the_application_keeps_files_in_its_instance_folder(folder):
    app = Flask(__name__, instance_path=str(folder.parent))
    storage.init_app(app)
    with app.app_context():
        assert storage.read(storage.put(DATA)) == DATA
    assert (folder / NAME[:2] / NAME).is_file()


def test_what_was_removed_is_gone_and_removing_it_again_is_no_fault(kept):
    kept.put(DATA)
    kept.remove(NAME)
    kept.remove(NAME)
    with pytest.raises(FileMissing):
        kept.read(NAME)
