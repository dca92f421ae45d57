"""The places that a file may name: by code or by name in any language, folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches

from lms.platform.text import fold


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as files name it."""

    id: int
    code: str
    names: tuple[str, ...]
    is_open: bool = True


class NoSuchPlace(LookupError):
    """A file names a place that cannot be taken; `problem` says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.problem: dict[str, str] = {"field": "unit", "code": code, **values}


SUGGESTIONS = 50


class Places:
    """The unit that a file was loaded for, and everything below it."""

    def __init__(self, default: int, places: Iterable[Place]) -> None:
        self.default = default
        self._ids: set[int] = set()
        self._found: dict[str, list[Place]] = {}
        self._shown: dict[str, str] = {}
        self._asked: dict[str, int | NoSuchPlace] = {}
        self._suggestions_left = SUGGESTIONS
        for place in places:
            self._ids.add(place.id)
            for name in {place.code, *place.names}:
                folded = fold(name)
                same = self._found.setdefault(folded, [])
                if place not in same:
                    same.append(place)
            self._shown |= {fold(name): name for name in place.names}

    @property
    def names(self) -> Mapping[str, object]:
        """What is known, folded."""
        return self._found

    def include_one_of(self, unit_ids: Set[int]) -> bool:
        """Whether any of these units is among them."""
        return not self._ids.isdisjoint(unit_ids)

    def find(self, text: str) -> int:
        """The id of the place that is called so; raises `NoSuchPlace`."""
        known = self._asked.get(text)
        if known is None:
            known = self._asked[text] = self._look_up(text)
        if isinstance(known, NoSuchPlace):
            raise known
        return known

    def _look_up(self, text: str) -> int | NoSuchPlace:
        folded = fold(text)
        found = self._found.get(folded, [])
        if not found:
            near = self._nearest(folded)
            if near:
                return NoSuchPlace("unit_misspelled", suggestion=near)
            return NoSuchPlace("unit_unknown")
        if len(found) > 1:
            return NoSuchPlace("unit_ambiguous", codes=", ".join(place.code for place in found[:5]))
        return found[0].id if found[0].is_open else NoSuchPlace("unit_closed")

    def _nearest(self, folded: str) -> str:
        """A name much like this one, for the first misspellings of a file: looking takes long."""
        if not self._suggestions_left:
            return ""
        self._suggestions_left -= 1
        near = get_close_matches(folded, self._shown, n=1, cutoff=0.75)
        return self._shown[near[0]] if near else ""
