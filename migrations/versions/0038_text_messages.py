"""Send text messages, and messages to the participants of a run."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0038", "0037"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outgoing_message") as table:
        table.add_column(sa.Column("channel", sa.String(40), server_default="mail", nullable=False))
        table.add_column(sa.Column("segments", sa.Integer(), nullable=True))
        table.create_check_constraint(
            op.f("ck_outgoing_message_segments"), "(channel = 'sms') = (segments IS NOT NULL)"
        )


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_message WHERE channel = 'sms'")
    with op.batch_alter_table("outgoing_message") as table:
        table.drop_constraint(op.f("ck_outgoing_message_segments"), type_="check")
        table.drop_column("segments")
        table.drop_column("channel")
