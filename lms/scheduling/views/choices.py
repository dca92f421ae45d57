"""Filling the lists of the forms, and reading back what was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from lms.organisation.models import OrgUnit, Room
from lms.people.models import Person
from lms.planning.models import Course, PlanItem, Topic
from lms.platform import clock
from lms.platform.db import db
from lms.platform.forms import ChoiceField
from lms.platform.i18n import _p, language
from lms.scheduling.forms import RunFacts, SessionForm, room_label
from lms.scheduling.queries import choices


class Offers:
    """What is on offer for one centre and one place; each list is read once."""

    def __init__(self, unit: OrgUnit, site: OrgUnit | None = None) -> None:
        self.unit = unit
        self.rooms: list[Room] = _all(choices.rooms(unit, site))
        today = clock.today(unit.country.timezone)
        self.trainers: list[Person] = _all(choices.trainers(unit, today))

    def keep(self, rooms: Sequence[Room | None], trainers: Sequence[Person]) -> None:
        """Go on offering what is chosen already, though it would no longer be on offer."""
        self.rooms += [room for room in rooms if room is not None and room not in self.rooms]
        self.trainers += [one for one in trainers if one not in self.trainers]

    def fill_slot(self, form: Any) -> None:
        """The rooms and trainers of a form for sessions."""
        form.room_id.choices = [(room.id, _room(room)) for room in self.rooms]
        trainers = [(person.id, person.full_name) for person in self.trainers]
        form.trainer_id.choices = trainers
        if isinstance(form, SessionForm):
            form.co_trainer_ids.choices = trainers

    def room(self, field: ChoiceField) -> Room | None:
        return next((room for room in self.rooms if room.id == field.data), None)

    def people(self, *ids: int | None) -> list[Person]:
        """The persons with these ids, in this order."""
        known = {person.id: person for person in self.trainers}
        return [known[one] for one in dict.fromkeys(ids) if one is not None and one in known]


class Places:
    """The sites and plan items that a run of a centre can have."""

    def __init__(self, unit: OrgUnit) -> None:
        self.sites: list[OrgUnit] = _all(choices.sites(unit))
        self.items: list[PlanItem] = _all(choices.plan_items(unit))

    def fill(self, form: RunFacts) -> None:
        form.site_unit_id.choices = [(one.id, one.name_in(language())) for one in self.sites]
        form.plan_item_id.choices = [(item.id, _item(item)) for item in self.items]

    def site(self, form: RunFacts) -> OrgUnit | None:
        return next((one for one in self.sites if one.id == form.site_unit_id.data), None)

    def item(self, form: RunFacts) -> PlanItem | None:
        return next((one for one in self.items if one.id == form.plan_item_id.data), None)


def named(rows: Sequence[OrgUnit | Course | Topic]) -> list[tuple[int, str]]:
    """Choices by the names of things."""
    return [(row.id, row.name_in(language())) for row in rows]


def _all(query: Select[Any]) -> list[Any]:
    return list(db.session.scalars(query))


def _room(room: Room) -> str:
    label = room_label(room.name_in(language()), room.capacity)
    return _p("list", "%(list)s, %(next)s", list=room.venue.name_in(language()), next=label)


def _item(item: PlanItem) -> str:
    plan = item.plan.name_in(language())
    return _p("list", "%(list)s, %(next)s", list=plan, next=item.name_in(language()))
