"""Add links with which owners choose their password; an account without one is invited."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0021", "0020"
branch_labels = depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name="fk_account_link_user_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("token_hash", name="uq_account_link_token_hash"),
    )
    op.create_index("ix_account_link_user_id", "account_link", ["user_id"])
    op.create_index(
        "uq_account_link_open",
        "account_link",
        ["user_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("user_account") as table:
        table.alter_column("password_hash", existing_type=sa.String(200), nullable=True)


def downgrade() -> None:
    # Whoever has not chosen a password yet cannot sign in either way.
    op.execute("UPDATE user_account SET password_hash = 'none' WHERE password_hash IS NULL")
    with op.batch_alter_table("user_account") as table:
        table.alter_column("password_hash", existing_type=sa.String(200), nullable=False)
    op.drop_table("account_link")
