"""Add to a sign-in what its browser says of itself, so that its owner tells it from others."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0014", "0013"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("agent", sa.String(300), server_default="", nullable=False))
    with op.batch_alter_table("sign_in") as table:
        table.alter_column("agent", server_default=None, existing_type=sa.String(300))


def downgrade() -> None:
    with op.batch_alter_table("sign_in") as table:
        table.drop_column("agent")
