"""A field for something found by its name or code, where a list to choose from would be too long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from lms.platform.forms.field import InputField, Refused, Terse
from lms.platform.i18n import _

MOST = 20
"""So many are offered to choose from; whoever sees more types more of the name."""


class Candidate(NamedTuple):
    """Something that may be meant, with what tells it from its namesakes."""

    value: Any
    key: str
    label: str
    note: str = ""
    typed: str = ""
    """What stands in the field for it; empty for its key."""


class LookupField(InputField[Any]):
    """One thing that `find` knows by what was typed. Where several fit, the form comes back and offers them."""

    kind = "lookup"
    attrs: ClassVar[Mapping[str, str]] = {"dir": "auto", "autocomplete": "off"}

    def __init__(
        self,
        *args: Any,
        find: Callable[[str], Sequence[Candidate]],
        describe: Callable[[Any], Candidate],
        **options: Any,
    ) -> None:
        self.find, self.describe = find, describe
        self.candidates: Sequence[Candidate] = ()
        self.chosen = ""
        super().__init__(*args, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.chosen = next((sent for sent in valuelist[1:] if isinstance(sent, str)), "")
        super().process_formdata(valuelist)

    def read(self, text: str) -> Any:
        found = list(self.find(text))
        self.candidates = found[:MOST] if len(found) > 1 else ()
        keys = {candidate.key.casefold(): candidate.value for candidate in found}
        for wanted in (self.chosen, text):
            if wanted.casefold() in keys:
                return keys[wanted.casefold()]
        if not found:
            raise Refused(Terse(_("Nothing is known by this name or code. Check the spelling.")))
        if len(found) == 1:
            return found[0].value
        if len(found) > MOST:
            raise Refused(Terse(_("Many fit. Choose one of the first, or type more of the name.")))
        raise Refused(Terse(_("Several fit. Choose one.")))

    def shown(self, value: Any) -> str:
        described = self.describe(value)
        return described.typed or described.key

    @property
    def second(self) -> str:
        """What the text stands for, once it is known."""
        if self.data is None:
            return ""
        described = self.describe(self.data)
        return described.note if described.typed else described.label

    def is_chosen(self, candidate: Candidate) -> bool:
        """Whether the choice among several fell on this one."""
        return self.data is not None and self.describe(self.data).key == candidate.key
