"""Values that the database must not hold in clear: sealed, and found again by a keyed hash."""

import hmac
import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

KEY_LENGTH = 32
_NONCE_LENGTH = 12
_EXTENSION = "daftar-cipher"


class BadKey(ValueError):
    """A key has the wrong length, or cannot be told from another one."""


class CannotUnseal(ValueError):
    """A sealed value was altered, belongs to another context, or needs a key that is not here."""


class Cipher:
    """AES-GCM under the first key, reading what older keys sealed, and a look-up hash.

    A sealed value is one byte that names its key, the nonce, and the text with its tag. The
    context ("person.national_id") is authenticated: a value moved to another column does not open.
    """

    def __init__(self, key: bytes, older: Iterable[bytes] = ()) -> None:
        self._ciphers: dict[int, AESGCM] = {}
        for each in (key, *older):
            key_id = _derive(each, "key id")[0]
            if key_id in self._ciphers:
                raise BadKey("Two keys have the same id: make another key.")
            self._ciphers[key_id] = AESGCM(_derive(each, "seal"))
        self._key_id = next(iter(self._ciphers))
        self._lookup_key = _derive(key, "look-up")

    def seal(self, plaintext: str, context: str) -> bytes:
        """The text encrypted for this context; sealing twice gives different bytes."""
        return self.seal_bytes(plaintext.encode(), context)

    def seal_bytes(self, plain: bytes, context: str) -> bytes:
        """The same for what is not text: a file."""
        nonce = os.urandom(_NONCE_LENGTH)
        sealed = self._ciphers[self._key_id].encrypt(nonce, plain, context.encode())
        return bytes([self._key_id]) + nonce + sealed

    def unseal(self, sealed: bytes, context: str) -> str:
        """The text that was sealed for this context."""
        try:
            return self.unseal_bytes(sealed, context).decode()
        except UnicodeDecodeError as error:
            raise CannotUnseal("The sealed value is not text.") from error

    def unseal_bytes(self, sealed: bytes, context: str) -> bytes:
        """The bytes that were sealed for this context."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise CannotUnseal("The key that sealed this value is not configured.")
        nonce, body = sealed[1 : 1 + _NONCE_LENGTH], sealed[1 + _NONCE_LENGTH :]
        try:
            return cipher.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal("The sealed value is altered or of another context.") from error

    def lookup(self, country: str, normalised: str) -> bytes:
        """The same 32 bytes for the same identifier of a country, and only for it."""
        return hmac.digest(self._lookup_key, f"{country}\0{normalised}".encode(), "sha256")


def init_app(app: Flask, key: bytes, older: Iterable[bytes] = ()) -> None:
    """Give the application its cipher."""
    app.extensions[_EXTENSION] = Cipher(key, older)


def seal(plaintext: str, context: str) -> bytes:
    """The text encrypted under the application's key."""
    return cipher().seal(plaintext, context)


def unseal(sealed: bytes, context: str) -> str:
    """The text that the application sealed for this context."""
    return cipher().unseal(sealed, context)


def lookup_hash(country: str, normalised: str) -> bytes:
    """The key under which an identifier is found without being readable."""
    return cipher().lookup(country, normalised)


def keyed_hash(purpose: str, value: str) -> str:
    """The same as 64 hexadecimal digits, for any value that is known again and not kept."""
    return lookup_hash(purpose, value).hex()


def cipher() -> Cipher:
    """The application's cipher, for whoever seals many values."""
    found: Cipher = current_app.extensions[_EXTENSION]
    return found


def _derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, so that no two uses share one."""
    if len(key) != KEY_LENGTH:
        raise BadKey(f"A key is {KEY_LENGTH} bytes long.")
    info = f"daftar {purpose} 1".encode()
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=info).derive(key)
