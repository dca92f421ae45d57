"""Let accounts be entered by single sign-on, with roles that the provider gives."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0024", "0023"
branch_labels = depends_on = None

IN_USE = sa.text("is_provided AND ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "external_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("label", sa.String(254), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_external_identity_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_identity")),
        sa.UniqueConstraint("issuer", "subject", name="uq_external_identity_subject"),
        sa.UniqueConstraint("user_id", "issuer", name="uq_external_identity_account"),
    )
    for table, name in (
        ("sign_in", "is_provided"),
        ("sign_in", "is_strong"),
        ("pending_sign_in", "is_provided"),
    ):
        op.add_column(
            table, sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("role_grant") as table:
        table.add_column(
            sa.Column("is_provided", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.create_check_constraint(
            op.f("ck_role_grant_provided_dates"), "NOT is_provided OR ends_on IS NOT NULL"
        )
    op.create_index(
        "uq_role_grant_provided",
        "role_grant",
        ["user_id", "role", "unit_id"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE is_provided")
    op.drop_index("uq_role_grant_provided", "role_grant")
    with op.batch_alter_table("role_grant") as table:
        table.drop_constraint(op.f("ck_role_grant_provided_dates"), type_="check")
        table.drop_column("is_provided")
    op.drop_column("pending_sign_in", "is_provided")
    op.drop_column("sign_in", "is_strong")
    op.drop_column("sign_in", "is_provided")
    op.drop_table("external_identity")
