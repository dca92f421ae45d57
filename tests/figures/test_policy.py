"""Who reads figures and their rows: the predicate and the filter say the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.accounts.roles import Role
from lms.figures import policy
from lms.organisation.models import OrgUnit
from lms.outcomes.models import Completion
from lms.platform.db import db
from tests.figures.facts import complete
from tests.support.factories import PersonFactory, RunFactory, actor


@pytest.mark.parametrize("role", list(Role))
def test_the_places_one_reads_are_those_listed(app, tree, role):
    reader = actor(role, tree["giza"])
    listed = set(db.session.scalars(select(OrgUnit).where(policy.visible_to(reader))))

    assert listed == {unit for unit in tree.values() if policy.can_view(reader, unit)}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", ["country", "giza", "giza_centre", "qena_centre"])
def test_the_rows_one_opens_are_those_listed(app, tree, role, place):
    here, there = tree["giza_centre"], tree["qena_centre"]
    for home, centre, now in (
        (here, there, there),
        (there, here, there),
        (there, there, here),
        (there, there, None),
        (None, here, None),
    ):
        complete(RunFactory(unit=centre), PersonFactory(unit=now), home)
    reader = actor(role, tree[place])
    listed = set(db.session.scalars(select(Completion).where(policy.rows_visible_to(reader))))

    every = set(db.session.scalars(select(Completion)))
    assert listed == {fact for fact in every if policy.can_view_row(reader, fact)}
