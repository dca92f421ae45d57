"""Files kept under the hash of their content, beside the database and never in it."""

import hashlib
import math
import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import Flask, current_app

_EXTENSION = "daftar-storage"
_NAME = re.compile(r"[0-9a-f]{64}")


class BadFileName(ValueError):
    """A stored file is named by the SHA-256 of its content, in 64 small hexadecimal digits."""


class FileMissing(LookupError):
    """No file is stored under this hash."""


class FileDamaged(OSError):
    """The stored bytes no longer have the hash that names them."""


class Storage:
    """A folder of files that are written whole or not at all, and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes for good and return their name; the same bytes are kept once."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if _holds(path, sha256):
            os.utime(path)  # so that it is not taken for one that was left behind
        else:
            self._make_folder(path.parent)
            _write_whole(path, data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes kept under this name, checked against it."""
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileDamaged(f"The stored file {sha256} is damaged.")
        return data

    def remove(self, sha256: str) -> None:
        """Forget a file that nothing names any more; one that is gone already is no fault."""
        self._path(sha256).unlink(missing_ok=True)

    def untouched_since(self, moment: datetime) -> Iterator[set[str]]:
        """The names of the files that were put before a moment, folder by folder.

        Pieces as old, of files that were never written whole, are removed on the way.
        """
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            old = {path for path in folder.iterdir() if _touched(path) < moment.timestamp()}
            whole = {path.name for path in old if _NAME.fullmatch(path.name)}
            for path in old:
                if path.name not in whole:
                    path.unlink(missing_ok=True)
            if whole:
                yield whole

    def remove_untouched(self, sha256: str, moment: datetime) -> bool:
        """Remove a file unless it was put again since the moment; tells whether it is gone."""
        path = self._path(sha256)
        if _touched(path) >= moment.timestamp():
            return False
        path.unlink(missing_ok=True)
        return True

    def _path(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise BadFileName("A stored file is named by 64 hexadecimal digits.")
        return self._folder / sha256[:2] / sha256

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync(self._folder)


def init_app(app: Flask) -> None:
    """Keep the application's files in its instance folder."""
    app.extensions[_EXTENSION] = Storage(Path(app.instance_path) / "files")


def put(data: bytes) -> str:
    """Keep the bytes in the application's storage and return their SHA-256."""
    return storage().put(data)


def read(sha256: str) -> bytes:
    """The bytes that the application keeps under this hash."""
    return storage().read(sha256)


def remove(sha256: str) -> None:
    """Forget a file of the application's storage that nothing names any more."""
    storage().remove(sha256)


def storage() -> Storage:
    """The application's storage, for what is done after its context has ended."""
    found: Storage = current_app.extensions[_EXTENSION]
    return found


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # removed by somebody else meanwhile
        return math.inf


def _holds(path: Path, sha256: str) -> bool:
    """Whether the file is there and whole; a damaged one is written again."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write_whole(path: Path, data: bytes) -> None:
    """A crash or a full disk leaves either the whole file or none under its name."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        # Personal data may be inside: nobody else on the machine reads it.
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Make the names in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
