import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.platform import crypto
from lms.platform.crypto import BadKey, CannotUnseal, Cipher

KEY, OTHER_KEY = bytes(range(32)), bytes(range(32, 64))
CONTEXT = "person.national_id"


@given(st.text(), st.text())
def test_a_sealed_text_opens_in_its_own_context(text, context):
    cipher = Cipher(KEY)
    assert cipher.unseal(cipher.seal(text, context), context) == text


@given(st.binary())
def test_a_sealed_file_opens_byte_by_byte_and_is_text_only_where_it_was(content):
    cipher = Cipher(KEY)
    sealed = cipher.seal_bytes(content, CONTEXT)
    assert cipher.unseal_bytes(sealed, CONTEXT) == content
    with pytest.raises(CannotUnseal):
        cipher.unseal(cipher.seal_bytes(b"\xff" + content, CONTEXT), CONTEXT)


def test_sealing_twice_gives_different_bytes_without_the_text():
    cipher = Cipher(KEY)
    first, second = (cipher.seal("29001011234567", CONTEXT) for _ in range(2))
    assert first != second
    assert b"29001011234567" not in first + second


def test_a_value_does_not_open_in_another_context():
    cipher = Cipher(KEY)
    with pytest.raises(CannotUnseal):
        cipher.unseal(cipher.seal("secret", CONTEXT), "person.phone")


def test_no_byte_can_be_altered_or_cut_off():
    cipher = Cipher(KEY)
    sealed = cipher.seal("secret", CONTEXT)
    altered = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    for damaged in [*altered, *(sealed[:n] for n in range(len(sealed)))]:
        with pytest.raises(CannotUnseal):
            cipher.unseal(damaged, CONTEXT)


def test_after_a_change_of_key_the_old_values_still_open():
    old = Cipher(KEY).seal("secret", CONTEXT)
    rotated = Cipher(OTHER_KEY, older=[KEY])
    assert rotated.unseal(old, CONTEXT) == "secret"
    assert rotated.seal("secret", CONTEXT)[0] == Cipher(OTHER_KEY).seal("secret", CONTEXT)[0]


def test_without_the_old_key_its_values_stay_closed():
    with pytest.raises(CannotUnseal, match="key"):
        Cipher(OTHER_KEY).unseal(Cipher(KEY).seal("secret", CONTEXT), CONTEXT)


@pytest.mark.parametrize("key", [b"", b"short", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(key):
    with pytest.raises(BadKey):
        Cipher(key)


def test_the_same_key_cannot_be_given_twice():
    with pytest.raises(BadKey, match="same id"):
        Cipher(KEY, older=[KEY])


def test_the_look_up_hash_depends_on_key_country_and_number():
    cipher = Cipher(KEY)
    hashes = {
        cipher.lookup("EG", "29001011234567"),
        cipher.lookup("GE", "29001011234567"),
        cipher.lookup("EG", "29001011234568"),
        cipher.lookup("EG2", "9001011234567"),
        Cipher(OTHER_KEY).lookup("EG", "29001011234567"),
    }
    assert len(hashes) == 5
    assert cipher.lookup("EG", "29001011234567") in hashes


def test_the_application_seals_with_the_key_it_was_given():
    app = Flask(__name__)
    crypto.init_app(app, KEY)
    with app.app_context():
        sealed = crypto.seal("secret", CONTEXT)
        assert crypto.unseal(sealed, CONTEXT) == "secret"
        assert crypto.lookup_hash("EG", "1") == Cipher(KEY).lookup("EG", "1")
    assert Cipher(KEY).unseal(sealed, CONTEXT) == "secret"
