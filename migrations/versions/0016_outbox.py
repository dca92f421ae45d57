"""Add the outbox: messages to people, sent after what they tell of is kept."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0016", "0015"
branch_labels = depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(300), nullable=False),
        sa.Column("template", sa.String(80), nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.String(400), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("give_up_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.String(80), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_outgoing_message_tries")),
        sa.CheckConstraint(
            "(state = 'waiting') = (sealed_text IS NOT NULL)",
            name=op.f("ck_outgoing_message_text_while_waiting"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_message"),
        sa.UniqueConstraint("message_id", name="uq_outgoing_message_message_id"),
    )
    op.create_index("ix_outgoing_message_recipient", "outgoing_message", ["recipient"])
    op.create_index(
        "ix_outgoing_message_state_next_try_at", "outgoing_message", ["state", "next_try_at"]
    )


def downgrade() -> None:
    op.drop_table("outgoing_message")
