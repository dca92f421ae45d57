"""Keep how a date of birth was written beside the day that it means."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0031", "0030"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("birth_date_typed", sa.String(60), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "birth_date_typed")
