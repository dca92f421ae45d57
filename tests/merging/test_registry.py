"""The registry of links to a person is complete, whatever slices are added."""

from __future__ import annotations

import re

from lms.merging.rules import FACTS, LINKS, OF_A_PLACE_IN_A_RUN, OF_THE_RECORD, Rule
from lms.merging.wording import TABLES
from lms.people.models import Person
from lms.platform.db import Base

TABLES_THERE = Base.metadata.tables


def links_to(target: str) -> set[str]:
    """Every foreign key to a table, as `table.column`."""
    return {
        f"{table.name}.{key.parent.name}"
        for table in TABLES_THERE.values()
        for key in table.foreign_keys
        if key.column.table.name == target
    }


def test_every_foreign_key_to_a_person_has_a_rule():
    assert links_to("person") == set(LINKS)


def test_every_foreign_key_to_a_place_in_a_run_has_a_rule():
    assert links_to("enrolment") == set(OF_A_PLACE_IN_A_RUN)


def test_a_person_is_named_by_foreign_keys_alone():
    named = {
        f"{table.name}.{column.name}"
        for table in TABLES_THERE.values()
        for column in table.columns
        if re.search(r"(^|_)persons?_ids?$", column.name)
    }
    assert named <= set(LINKS)


def test_every_column_of_a_person_is_a_fact_or_of_the_record():
    facts = [name for fact in FACTS.values() for name in fact.columns]
    assert sorted([*facts, *OF_THE_RECORD]) == sorted(Person.__table__.columns.keys())


def test_what_may_be_there_once_is_said_to_be_the_same():
    """Two rows of one person that the database would not take are known to be the same."""
    for name, link in LINKS.items():
        table_name, column = name.split(".")
        if link.rule is not Rule.MOVES:
            continue
        for one in uniques(table_name):
            if column in one and table_name != "erasure_request":  # one waits: it is in the way
                assert one - {column} == set(link.same), name


def uniques(table_name: str) -> list[set[str]]:
    table = TABLES_THERE[table_name]
    found = [set(i.columns.keys()) for i in table.indexes if i.unique]
    kinds = [c for c in table.constraints if type(c).__name__ == "UniqueConstraint"]
    return found + [set(c.columns.keys()) for c in kinds]


def test_rows_that_are_moved_have_a_key_of_their_own_and_a_word():
    worked_out = Rule.WORKED_OUT, Rule.STAYS
    moved = {name.split(".")[0] for name, link in LINKS.items() if link.rule not in worked_out}
    for name in moved:
        assert TABLES_THERE[name].primary_key.columns.keys() == ["id"]
        assert TABLES[name]
