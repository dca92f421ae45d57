import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.platform import ids
from lms.platform.ids import ALPHABET, BadCode, CodeFault, grouped, normalise_code, parse_code

codes = st.builds(
    lambda seed: _code_from(random.Random(seed)), st.integers(min_value=0, max_value=2**64)
)


def _code_from(source):
    values = [source.randrange(32) for _ in range(ids.RANDOM_LENGTH)]
    return "".join(ALPHABET[value] for value in [*values, *ids._check_values(values)])


def _with(code, position, letter):
    return code[:position] + letter + code[position + 1 :]


def test_a_new_code_reads_back_as_itself():
    for _ in range(200):
        code = ids.public_code()
        assert parse_code(code) == code == parse_code(grouped(code))


def test_codes_do_not_repeat_and_use_the_whole_alphabet():
    made = {ids.public_code() for _ in range(500)}
    assert len(made) == 500
    assert set("".join(made)) == set(ALPHABET)


def test_a_printed_code_is_seven_groups_of_four():
    assert [len(group) for group in grouped(ids.public_code()).split("-")] == [4] * 7


@given(codes)
def test_case_spaces_hyphens_and_direction_marks_do_not_matter(code):
    typed = "\u2066 " + grouped(code).lower().replace("-", " \u2013\u200f") + "\u2069\n"
    assert parse_code(typed) == code


@given(codes)
def test_arabic_persian_and_full_width_digits_are_read(code):
    arabic = code.translate({ord("0") + n: 0x0660 + n for n in range(10)})
    persian = code.translate({ord("0") + n: 0x06F0 + n for n in range(10)})
    wide = code.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    assert {parse_code(arabic), parse_code(persian), parse_code(wide)} == {code}


@given(codes)
def test_look_alike_letters_are_read_as_what_was_printed(code):
    assert parse_code(code.replace("1", "I").replace("0", "o").replace("V", "u")) == code
    assert parse_code(code.replace("1", "l")) == code


@given(codes, st.integers(0, 27), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found_and_its_group_named(code, position, letter):
    if code[position] == letter:
        return
    with pytest.raises(BadCode) as caught:
        parse_code(_with(code, position, letter))
    assert caught.value.fault is CodeFault.CHECK
    assert caught.value.group == position // 4 + 1


@given(codes)
def test_any_two_letters_exchanged_are_noticed(code):
    for one, other in itertools.combinations(range(28), 2):
        if code[one] != code[other]:
            swapped = _with(_with(code, one, code[other]), other, code[one])
            assert normalise_code(swapped) is None


@given(codes, st.lists(st.integers(0, 27), min_size=2, max_size=2, unique=True), st.data())
def test_any_two_wrong_letters_are_noticed(code, positions, data):
    typed = code
    for position in positions:
        others = sorted(set(ALPHABET) - {code[position]})
        typed = _with(typed, position, data.draw(st.sampled_from(others)))
    assert normalise_code(typed) is None


@pytest.mark.parametrize("text", ["", " - ", "0" * 27, "0" * 29, "0" * 100_000])
def test_a_code_of_another_length_is_no_code(text):
    with pytest.raises(BadCode) as caught:
        parse_code(text)
    assert caught.value.fault is CodeFault.LENGTH


@pytest.mark.parametrize(("text", "group"), [("0000-00$0", 2), ("ж000", 1), ("0000-0000-ا", 3)])
def test_a_letter_that_no_code_has_is_named_by_its_group(text, group):
    with pytest.raises(BadCode) as caught:
        parse_code(text)
    assert (caught.value.fault, caught.value.group) == (CodeFault.LETTER, group)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    assert normalise_code(text) in (None, normalise_code(text))


def test_tokens_are_long_and_differ():
    assert len(ids.random_token()) == 43
    assert ids.random_token() != ids.random_token()
