"""Sort people of several languages script by script; before, the keys of each language had its own script first."""

from collections.abc import Callable
from typing import Any

import icu
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0041", "0040"
branch_labels = depends_on = None

AT_ONCE = 5_000
PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("full_name", sa.String),
    sa.column("language", sa.String),
    sa.column("sort_key", sa.LargeBinary),
)


def upgrade() -> None:
    _sort_by(lambda language: f"{language}-u-kr-latn-geor-arab")


def downgrade() -> None:
    _sort_by(lambda language: language)


def _sort_by(locale_of: Callable[[str], str]) -> None:
    """Write the keys anew; those of erased people are empty and stay so."""
    connection, collators, last = op.get_bind(), {}, 0
    there = sa.select(PERSON).where(PERSON.c.sort_key != b"").order_by(PERSON.c.id).limit(AT_ONCE)
    change = (
        sa.update(PERSON)
        .where(PERSON.c.id == sa.bindparam("of"))
        .values(sort_key=sa.bindparam("key"))
    )
    while rows := connection.execute(there.where(PERSON.c.id > last)).all():
        last = rows[-1].id
        keys: list[dict[str, Any]] = []
        for row in rows:
            if row.language not in collators:
                locale = icu.Locale(locale_of(row.language))
                collators[row.language] = icu.Collator.createInstance(locale)
            keys.append({"of": row.id, "key": collators[row.language].getSortKey(row.full_name)})
        connection.execute(change, keys)
