"""${message}

Numbered, small, goes both ways, imports nothing from lms (history must not change when code does): literals and `sa.table`.
Expand first, back-fill in batches, tighten one release later. Autogenerate does not see CHECK constraints: write them.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = ${repr(up_revision)}, ${repr(down_revision)}
branch_labels = depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
