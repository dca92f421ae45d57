"""What `lms bench import` measures is a list of which every row is taken."""

from __future__ import annotations

from lms.home.bench import importing
from lms.organisation.reference import load_country, load_places
from lms.people.models import ImportState
from lms.people.services import rosters
from tests.people.staff_lists import counts


def test_every_row_of_the_measured_list_is_somebody_new(sqlite_app, tmp_path):
    egypt = load_country("EG")
    load_places("EG", under=egypt)
    file = importing._staff_list(tmp_path / "staff.xlsx", 200)

    roster = rosters.register(file, egypt, ImportState.LOADING)
    rosters.take_in(roster.id, file, None)

    assert counts(roster) == (200, 0, 0, 0)
    assert set(roster.columns.values()) >= {"national_id", "full_name", "sex", "birth_date", "unit"}
