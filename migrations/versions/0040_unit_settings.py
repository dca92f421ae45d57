"""Let a place have a fiscal year and working time of its own, from a day on."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0040", "0039"
branch_labels = depends_on = None

CHECKS = {
    "fiscal_year_whole": "(fiscal_month IS NULL) = (fiscal_day IS NULL)",
    "fiscal_year": "fiscal_month BETWEEN 1 AND 12 AND fiscal_day BETWEEN 1 AND 28",
    "weekend": "weekend BETWEEN 1 AND 126",
    "first_weekday": "first_weekday BETWEEN 1 AND 7",
    "hours_whole": "(opens_at IS NULL) = (closes_at IS NULL)",
    "hours": "opens_at < closes_at",
    "ramadan_hours_whole": "(ramadan_opens_at IS NULL) = (ramadan_closes_at IS NULL)",
    "ramadan_hours": "ramadan_opens_at < ramadan_closes_at",
}


def upgrade() -> None:
    op.create_table(
        "unit_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("fiscal_month", "fiscal_day", "weekend", "first_weekday")
        ),
        *(
            sa.Column(name, sa.Time(), nullable=True)
            for name in ("opens_at", "closes_at", "ramadan_opens_at", "ramadan_closes_at")
        ),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_unit_setting_{name}"))
            for name, rule in CHECKS.items()
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["org_unit.id"],
            name=op.f("fk_unit_setting_unit_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_setting")),
        sa.UniqueConstraint(
            "unit_id", "valid_from", name=op.f("uq_unit_setting_unit_id_valid_from")
        ),
    )


def downgrade() -> None:
    op.drop_table("unit_setting")
