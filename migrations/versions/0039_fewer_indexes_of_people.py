"""Keep up two indexes less for each person: one was needed no more, one is needed for few.

Names with a Persian title in Latin letters are to be heard without it: their keys are worked out again.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0039", "0038"
branch_labels = depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_person_folded_name", table_name="person")
    op.drop_index("ix_person_merged_into_id", table_name="person")
    op.create_index(
        "ix_person_merged_into_id",
        "person",
        ["merged_into_id"],
        sqlite_where=MERGED,
        postgresql_where=MERGED,
    )
    op.execute(
        "UPDATE person SET name_key = '' WHERE language = 'fa' AND name_key LIKE 'SD%'"
        " AND lower(substr(full_name, 1, 1)) = 's'"
    )


def downgrade() -> None:
    op.drop_index("ix_person_merged_into_id", table_name="person")
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"])
    op.create_index("ix_person_folded_name", "person", ["folded_name"])
