"""Say of a person that the identity number contradicts what was typed, until somebody has looked."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0028", "0027"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("id_differs", sa.String(40), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "id_differs")
