"""Let a role be lent to a colleague for a time."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0018", "0017"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role_grant") as table:
        table.add_column(sa.Column("lent_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_role_grant_lent_from_id"),
            "role_grant",
            ["lent_from_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(
            op.f("ck_role_grant_loan_dates"),
            "lent_from_id IS NULL OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)",
        )
    op.create_index(
        "uq_role_grant_loan",
        "role_grant",
        ["lent_from_id", "user_id", "starts_on"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE lent_from_id IS NOT NULL")
    op.drop_index("uq_role_grant_loan", "role_grant")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("ck_role_grant_loan_dates"), type_="check")
        table.drop_constraint(op.f("fk_role_grant_lent_from_id"), type_="foreignkey")
        table.drop_column("lent_from_id")
