"""Let the public holidays of a country be kept."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0034", "0033"
branch_labels = depends_on = None

LANGUAGES = ("en", "ar", "fa", "ka")


def upgrade() -> None:
    op.create_table(
        "public_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.Column("calendar", sa.String(10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(300), nullable=True),
        *(sa.Column(f"name_{code}", sa.String(300), nullable=True) for code in LANGUAGES),
        *(sa.Column(f"sort_{code}", sa.LargeBinary(), nullable=False) for code in LANGUAGES),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_public_holiday_month")),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name=op.f("ck_public_holiday_day")),
        sa.CheckConstraint("days BETWEEN 1 AND 30", name=op.f("ck_public_holiday_days")),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_public_holiday_country_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_holiday")),
    )
    op.create_index(op.f("ix_public_holiday_country_code"), "public_holiday", ["country_code"])


def downgrade() -> None:
    op.drop_table("public_holiday")
