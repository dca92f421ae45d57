"""Let it be entered on which day a Hijri month was announced to begin."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0029", "0028"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "hijri_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_hijri_month_month")),
        sa.CheckConstraint("year BETWEEN 1343 AND 1500", name=op.f("ck_hijri_month_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hijri_month")),
        sa.UniqueConstraint("year", "month", name=op.f("uq_hijri_month_year_month")),
    )


def downgrade() -> None:
    op.drop_table("hijri_month")
