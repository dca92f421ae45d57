"""Add the chain of the record: the number and the hash of each event, taken over the hash before it.

Events recorded before are chained with the first one after.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0013", "0012"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name="fk_audit_link_event_id_audit_event"
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_link"),
        sa.UniqueConstraint("event_id", name="uq_audit_link_event_id"),
    )


def downgrade() -> None:
    op.drop_table("audit_link")
