"""Count all tries in one table: those to sign in, the codes asked for in public, and whatever else is limited.

What the two tables before it hold is forgotten: it would count for minutes only.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0017", "0016"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_try")),
    )
    op.create_index("ix_counted_try_key_at", "counted_try", ["key", "at"])
    op.create_index("ix_counted_try_at", "counted_try", ["at"])
    op.drop_table("failed_sign_in")
    op.drop_table("verification_miss")


def downgrade() -> None:
    op.create_table(
        "verification_miss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_miss")),
    )
    op.create_index("ix_verification_miss_client_at", "verification_miss", ["client", "at"])
    op.create_table(
        "failed_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_in")),
    )
    op.create_index("ix_failed_sign_in_key_at", "failed_sign_in", ["key", "at"])
    op.drop_table("counted_try")
