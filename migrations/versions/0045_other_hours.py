"""Let one weekday of a place have hours of its own."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0045", "0044"
branch_labels = depends_on = None

COLUMNS = {"other_weekday": sa.Integer(), "other_opens_at": sa.Time(), "other_closes_at": sa.Time()}
CHECKS = {
    "other_weekday": "other_weekday BETWEEN 1 AND 7",
    "other_hours_whole": "(other_weekday IS NULL) = (other_opens_at IS NULL)"
    " AND (other_weekday IS NULL) = (other_closes_at IS NULL)",
    "other_hours": "other_opens_at < other_closes_at",
}


def upgrade() -> None:
    with op.batch_alter_table("unit_setting") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        for name, rule in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_unit_setting_{name}"), rule)


def downgrade() -> None:
    with op.batch_alter_table("unit_setting") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_unit_setting_{name}"), type_="check")
        for name in COLUMNS:
            table.drop_column(name)
