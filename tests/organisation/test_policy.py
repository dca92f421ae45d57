"""For places, the rule for one and the filter for lists say the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.organisation import policy
from lms.organisation.models import OrgUnit, Venue
from lms.platform.db import db
from tests.support.factories import UnitFactory, VenueFactory, actor

UNIT_RULES = [
    (policy.can_view, policy.visible_to),
    (policy.can_manage, policy.manageable_by),
    (policy.can_rearrange, policy.rearrangeable_by),
]


@pytest.fixture
def tree(app) -> dict[str, OrgUnit]:
    country = UnitFactory()
    giza, qena = UnitFactory(parent=country), UnitFactory(parent=country)
    return {
        "country": country,
        "giza": giza,
        "qena": qena,
        "town": UnitFactory(parent=giza),
        "centre": UnitFactory(parent=giza),
    }


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("allowed", "filtered"), UNIT_RULES)
def test_predicate_and_filter_agree_on_places(tree, role, allowed, filtered):
    for place in ("country", "giza", "centre"):
        who = actor(role, tree[place])

        listed = set(db.session.scalars(select(OrgUnit.id).where(filtered(who))))

        assert listed == {unit.id for unit in tree.values() if allowed(who, unit)}


@pytest.mark.parametrize("role", Role)
def test_predicate_and_filter_agree_on_venues(tree, role):
    venues = [VenueFactory(unit=unit) for unit in tree.values()]
    who = actor(role, tree["giza"])

    seen = set(db.session.scalars(select(Venue.id).where(policy.venues_visible_to(who))))
    kept = set(db.session.scalars(select(Venue.id).where(policy.venues_manageable_by(who))))

    assert seen == {venue.id for venue in venues if policy.can_view_venue(who, venue)}
    assert kept == {venue.id for venue in venues if policy.can_manage_venues(who, venue.unit)}


def test_ones_own_place_is_moved_and_closed_from_above(tree):
    own = actor(Role.SYSTEM_ADMINISTRATOR, tree["giza"])

    assert policy.can_manage(own, tree["giza"])
    assert not policy.can_rearrange(own, tree["giza"])
    assert policy.can_rearrange(own, tree["town"])
    assert not policy.can_rearrange(own, tree["qena"])
