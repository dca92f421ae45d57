"""The parts of a name: put together by the custom of a country, told by a word of the name, compared with the whole.

What says whose child somebody is stays as it is written: بن and بنت within the name, ძე and ასული behind the father's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from lms.people.rules.matching import compare
from lms.people.rules.matching.lists import BETWEEN, CLOSINGS, OPENINGS
from lms.people.rules.matching.parts import Part, read
from lms.people.rules.matching.writing import apart, key, letters
from lms.people.rules.persons import CHAIN_COUNTRIES, PersonData

FILIATIONS: Mapping[str, tuple[str, ...]] = {"SA": ("بن", "بنت"), "GE": ("ძე", "ასული")}
"""What a country's forms offer: of a son, of a daughter."""

_SON = "بن"
_BETWEEN = re.compile(r"\s+(بن|ابن|بنت|[Bb]in|[Bb]int|[Ii]bn)\s+")
_BEHIND = re.compile(r"(?<=\s)(ძე|ასული)(?=\s|$)|(?<=ს)(ძე|ასული)$")
_IN_NAME = re.compile(r"\S\s(?:ძე|ასული)(?=\s|$)|\S{3,}ს(?:ძე|ასული)(?=\s|$)")


def joined_name(country: str, parts: Mapping[str, str | None]) -> str:
    """The whole name from its parts; where the father's name stands apart it is not in it."""
    given, family = parts.get("given_name"), parts.get("family_name")
    if country not in CHAIN_COUNTRIES:
        return " ".join(part for part in (given, family) if part)
    word = parts.get("filiation")
    father, grandfather = parts.get("father_name"), parts.get("grandfather_name")
    named = (given, word if father else None, father, word and grandfather and _SON, grandfather)
    return " ".join(part for part in (*named, family) if part)


def with_parts(data: PersonData) -> PersonData:
    """The same person with the parts that words of the name itself tell; what was typed stays."""
    if data.country in CHAIN_COUNTRIES:
        found = _in_chain(data.full_name)
        if not found:
            return data
        data = data._replace(filiation=found["filiation"])  # as the card says it
    elif data.country == "GE":
        data = _father_apart(data)
        found = _father_in(data.full_name)
    else:
        return data
    missing: dict[str, Any] = {
        part: text for part, text in found.items() if text and not getattr(data, part)
    }
    return data._replace(**missing) if missing else data


def not_in_name(data: PersonData) -> list[str]:
    """The parts that the whole name does not have, in any spelling; a father’s name apart need not be in it."""
    looked_for = ["given_name", "family_name"]
    if data.country in CHAIN_COUNTRIES:
        looked_for += ["filiation", "father_name", "grandfather_name"]
    words = [key(letters(word)) for word in apart(data.full_name)]
    return [
        part for part in looked_for if (text := getattr(data, part)) and not _stands_in(text, words)
    ]


def fathers_agree(first: str, second: str, language: str) -> bool:
    """Whether two names of a father can be one; in Georgian either may stand in the genitive."""
    if language != "ka":
        return compare(first, second, language).can_be_same
    return any(
        compare(one, other, language).can_be_same
        for one in _nominatives(first)
        for other in _nominatives(second)
    )


def father_in_words(father: str | None, filiation: str | None) -> str:
    """The father's name as lists say it: with ძე or ასული behind it, where that is the custom."""
    if not father or filiation not in FILIATIONS["GE"]:
        return father or ""
    return f"{father} {filiation}"


def kept_together(name: str) -> tuple[str, ...]:
    """The name in pieces between which a line may break: عبد الرحمن, أبو المعاطي and بن محمد stay on one."""
    pieces: list[str] = []
    joins = False
    for word in name.split(" "):
        written = key(letters(word))
        if joins or (pieces and written in CLOSINGS):
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
        joins = written in OPENINGS or (len(pieces) > 1 and written in BETWEEN)
    return tuple(pieces)


def _in_chain(name: str) -> dict[str, str]:
    """The parts of a chain that بن and بنت stand between: what stands before the first is the given name."""
    given, *rest = _BETWEEN.split(name)
    if not rest:
        return {}
    found = {"given_name": given, "filiation": rest[0]}
    named = [_parts(segment) for segment in rest[1::2]]
    if not all(named):
        return found
    *fathers, last = named
    forefathers = [" ".join(part.shown for part in one) for one in fathers]
    forefathers.append(last[0].shown)
    family = " ".join(part.shown for part in last[1:])
    if len(named) == 1 and len(last) > 2:  # only one link is written: a grandfather follows without
        forefathers.append(last[1].shown)
        family = " ".join(part.shown for part in last[2:])
    return found | {
        "father_name": forefathers[0],
        "grandfather_name": forefathers[1] if len(forefathers) > 1 else "",
        "family_name": family,
    }


def _parts(words: str) -> list[Part]:
    """Names of one word or of several, such as عبد الله."""
    return read(words, "ar").parts


def _father_apart(data: PersonData) -> PersonData:
    """დავითის ძე in the field of the father's name: the name, and what stands behind it."""
    father = data.father_name or ""
    found = _BEHIND.search(father)
    if found is None or not father[: found.start()].strip():
        return data
    return data._replace(
        father_name=father[: found.start()].strip(), filiation=data.filiation or found.group()
    )


def _father_in(name: str) -> dict[str, str]:
    """The father's name within the whole, where ძე or ასული follows it."""
    if not _IN_NAME.search(name):
        return {}
    words = name.split()
    for before, word in pairwise(words):
        if word in FILIATIONS["GE"] and before is not words[0]:
            return {"father_name": before, "filiation": word}
    for word in words[2:]:
        if (found := _BEHIND.search(word)) and found.start():
            return {"father_name": word[: found.start()], "filiation": found.group()}
    return {}


def _nominatives(name: str) -> set[str]:
    """What the name may be before it was put into the genitive: დავითის of დავითი or დავით, ილიას of ილია."""
    name = _BEHIND.sub("", name).strip()
    found = {name}
    if name.endswith("ის"):
        found |= {name[:-2], name[:-1]}
    elif name.endswith("ს"):
        found.add(name[:-1])
    return {one for one in found if one}


def _stands_in(part: str, words: list[str]) -> bool:
    """Whether the part is some of these words, however it is spaced."""
    sought = "".join(key(letters(word)) for word in apart(part))
    return any(
        "".join(words[start:end]) == sought
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )
