"""Let an institution word messages otherwise."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0035", "0034"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("message", sa.String(1000), nullable=False),
        sa.Column("context", sa.String(100), nullable=False),
        sa.Column("is_plural", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('ar', 'fa', 'ka')", name=op.f("ck_own_wording_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_wording")),
        sa.UniqueConstraint(
            "language", "message", "context", name=op.f("uq_own_wording_language_message_context")
        ),
    )


def downgrade() -> None:
    op.drop_table("own_wording")
