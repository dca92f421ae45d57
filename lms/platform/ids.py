"""Identifiers that leave the house: unguessable, and safe to read aloud, type and print.

A public code is 26 random letters of Crockford's base 32 (130 bits) and two check letters. The
check letters are a Reed-Solomon code over GF(32): any two wrong letters are noticed, and of a
single wrong one it is known where it stands, so that a typist can be shown the group to look at.
"""

import secrets
import unicodedata
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 26
CODE_LENGTH = 28
GROUP_LENGTH = 4

_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("ILOU", "110V")


def _powers() -> list[int]:
    """The powers of the generator 2 of GF(32), modulo x^5 + x^2 + 1."""
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0b100101 if doubled & 32 else doubled)
    return powers


_POWERS = _powers()
_LOGS = {value: exponent for exponent, value in enumerate(_POWERS)}


class CodeFault(StrEnum):
    """What is wrong with a code that somebody typed."""

    LENGTH = "length"
    LETTER = "letter"
    CHECK = "check"


class BadCode(ValueError):
    """A typed code cannot be one of ours; `group` is the part to look at, counted from 1."""

    def __init__(self, fault: CodeFault, group: int | None = None) -> None:
        super().__init__(f"malformed code: {fault}, group {group}")
        self.fault = fault
        self.group = group


def public_code() -> str:
    """A new code of 130 random bits with its two check letters, as it is stored: no hyphens."""
    values = [secrets.randbelow(32) for _ in range(RANDOM_LENGTH)]
    return "".join(ALPHABET[value] for value in [*values, *_check_values(values)])


def short_code(length: int) -> str:
    """So many random letters, five bits each, for what is tried only a few times before there is a pause."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def grouped(code: str) -> str:
    """The code as it is printed: groups of four with hyphens."""
    return "-".join(code[at : at + GROUP_LENGTH] for at in range(0, len(code), GROUP_LENGTH))


def parse_code(text: str) -> str:
    """The stored form of what somebody typed or scanned; BadCode says which part is malformed."""
    letters = letters_of(text)
    for position, letter in enumerate(letters):
        if letter not in _VALUES:
            raise BadCode(CodeFault.LETTER, position // GROUP_LENGTH + 1)
    if len(letters) != CODE_LENGTH:
        raise BadCode(CodeFault.LENGTH)
    values = [_VALUES[letter] for letter in letters]
    first, second = _syndromes(values)
    if first or second:
        raise BadCode(CodeFault.CHECK, _group_of_a_single_error(first, second))
    return letters


def normalise_code(text: str) -> str | None:
    """The stored form of what somebody typed, or None where it cannot be one of our codes."""
    try:
        return parse_code(text)
    except BadCode:
        return None


def random_token() -> str:
    """256 random bits for links and cookies, safe in a URL."""
    return secrets.token_urlsafe(32)


def letters_of(text: str) -> str:
    """Capitals and ASCII digits alone: separators and direction marks dropped, look-alikes read."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            kept.append(str(digit))
        elif unicodedata.category(character)[0] not in "ZPC":
            kept.append(character)
    return "".join(kept).upper().translate(_LOOK_ALIKES)


def _times(value: int, exponent: int) -> int:
    """The value multiplied by the generator to this power."""
    return _POWERS[(_LOGS[value] + exponent) % 31] if value else 0


def _syndromes(values: list[int]) -> tuple[int, int]:
    """Two sums that are both zero for a whole code: plain, and weighted by position."""
    plain = weighted = 0
    for position, value in enumerate(values):
        plain ^= value
        weighted ^= _times(value, position)
    return plain, weighted


def _check_values(values: list[int]) -> tuple[int, int]:
    """The last two letters, which make both sums zero."""
    plain, weighted = _syndromes(values)
    # a + b = plain and a·g^26 + b·g^27 = weighted, hence b·(g^26 + g^27) = weighted + plain·g^26.
    numerator = weighted ^ _times(plain, RANDOM_LENGTH)
    denominator = _POWERS[RANDOM_LENGTH] ^ _POWERS[RANDOM_LENGTH + 1]
    last = _times(numerator, -_LOGS[denominator])
    return plain ^ last, last


def _group_of_a_single_error(plain: int, weighted: int) -> int | None:
    """Where the wrong letter stands, if exactly one is wrong."""
    if not plain or not weighted:
        return None
    position = (_LOGS[weighted] - _LOGS[plain]) % 31
    return position // GROUP_LENGTH + 1 if position < CODE_LENGTH else None
