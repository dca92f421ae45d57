"""Slips of the fingers: words that differ in one letter."""

from __future__ import annotations

FEWEST_LETTERS = 3
"""Of a shorter word nearly any other is one letter away."""


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
