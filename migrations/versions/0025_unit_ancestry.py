"""Keep where each place lay on which days, so that a move changes no past figure."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0025", "0024"
branch_labels = depends_on = None


def upgrade() -> None:
    ancestry = op.create_table(
        "unit_ancestry",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.CheckConstraint("since < until", name=op.f("ck_unit_ancestry_dates")),
        *(
            sa.ForeignKeyConstraint(
                [name], ["org_unit.id"], name=op.f(f"fk_unit_ancestry_{name}"), ondelete="CASCADE"
            )
            for name in ("unit_id", "ancestor_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "ancestor_id", "since", name=op.f("pk_unit_ancestry")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_unit_ancestry_ancestor_id",
        "unit_ancestry",
        ["ancestor_id", "since", "until", "unit_id"],
    )
    # Nothing is known of earlier moves: where a place lies today, it has always lain.
    today = sa.table(
        "unit_ancestor", sa.column("unit_id"), sa.column("ancestor_id"), sa.column("depth")
    )
    always, open_end = (sa.literal(day, sa.Date()) for day in (date.min, date.max))
    rows = sa.select(today.c.unit_id, today.c.ancestor_id, always, open_end, today.c.depth)
    op.execute(
        ancestry.insert().from_select(["unit_id", "ancestor_id", "since", "until", "depth"], rows)
    )


def downgrade() -> None:
    op.drop_table("unit_ancestry")
