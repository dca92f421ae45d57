"""Let an index serve the list of certificates, the latest first."""

from alembic import op

revision, down_revision = "0015", "0014"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_index("ix_certificate_issued_on", "certificate", ["issued_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_certificate_issued_on", "certificate")
