"""Messages to the participants of a run: whom they reach, and in how many parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from lms.enrolment.models import Ways
from lms.notifications.models import Channel
from lms.notifications.rules import text_length
from lms.platform.i18n import Preferences

LONGEST = 1_000
MOST_SEGMENTS = 6
"""Parts of a text message to one person; some networks take no more."""
MOST_PEOPLE = 500


class Participant(NamedTuple):
    """Somebody with a seat: how they read, and where they are reached."""

    person_id: int
    reader: Preferences
    email: str | None
    mobile: str | None


class Frame(NamedTuple):
    """What stands round the text for so many people who read alike."""

    before: str
    after: str
    people: int


class Reach(NamedTuple):
    """Whom a message reaches: by mail, by text message, and how many by none of its ways."""

    people: int
    by_mail: int
    by_sms: int
    unreached: int


class Parts(NamedTuple):
    """The parts of a text message: for one person, the fewest and the most, and in all."""

    fewest: int
    most: int
    total: int


def reach(people: Collection[Participant], ways: Ways) -> Reach:
    """Whom a message reaches on these ways."""
    mailed, texted = Channel.MAIL in ways.channels, Channel.SMS in ways.channels
    by_mail = {one.person_id for one in people if mailed and one.email}
    by_sms = {one.person_id for one in people if texted and one.mobile}
    return Reach(len(people), len(by_mail), len(by_sms), len(people) - len(by_mail | by_sms))


def parts(frames: Iterable[Frame], text: str) -> Parts:
    """In how many parts a text goes out within these frames."""
    each = [(text_length(f.before + text + f.after).segments, f.people) for f in frames]
    counts = [count for count, _people in each] or [0]
    return Parts(min(counts), max(counts), sum(count * people for count, people in each))
