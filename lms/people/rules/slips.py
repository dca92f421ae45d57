"""Slips of the fingers: words that differ in one letter."""

from __future__ import annotations

from collections.abc import Iterable

FEWEST_LETTERS = 3
"""Of a shorter word nearly any other is one letter away."""

ARTICLE = "ال"
LETTERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ",
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
)
"""The letters that folded words begin with, script by script."""


def is_a_slip(typed: str, word: str) -> bool:
    """Whether one letter is wrong, missing, too many or doubled, or two stand in each other's place."""
    shorter, longer = sorted((typed, word), key=len)
    if len(shorter) < FEWEST_LETTERS or len(longer) > len(shorter) + 1 or shorter == longer:
        return False
    pairs = zip(shorter, longer, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(shorter))
    if len(longer) > len(shorter):
        return shorter[same:] == longer[same + 1 :]
    if shorter[same + 1 :] == longer[same + 1 :]:
        return True
    turned = shorter[same + 1 : same + 2] + shorter[same]
    return longer[same:] == turned + shorter[same + 2 :]


def beginning_otherwise(typed: str) -> set[str]:
    """The words of which this one is a slip in the first letter, behind an article: few enough to look up each."""
    word = typed.removeprefix(ARTICLE)
    article, first, rest = typed[: len(typed) - len(word)], word[:1], word[1:]
    letters = next((script for script in LETTERS if first in script), "")
    meant = {rest, rest[:1] + first + rest[1:]}
    for letter in letters:
        meant |= {letter + rest, letter + word}
    return {article + one for one in meant} - {typed}


def first_letter(word: str) -> str:
    """What a word begins with; behind an article, the article with it."""
    return word[: len(ARTICLE) + 1] if word.startswith(ARTICLE) else word[:1]


def nearest(typed: str, known: Iterable[str]) -> list[str]:
    """Of these words those that may have been meant; few mistake the first letter, so the others come first."""
    begins = first_letter(typed)
    meant = (word for word in known if is_a_slip(typed, word))
    return sorted(meant, key=lambda word: (not word.startswith(begins), word))
