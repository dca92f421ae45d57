"""Keep the word that says whose child somebody is apart from the name it stands in: بن, بنت, ძე, ასული."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0036", "0035"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("filiation", sa.String(10), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "filiation")
