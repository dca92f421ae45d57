"""Let a centre write to the participants of a run."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0042", "0041"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("ways", sa.String(40), nullable=False),
        sa.Column("text", sa.String(1000), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("by_mail", sa.Integer(), nullable=False),
        sa.Column("by_sms", sa.Integer(), nullable=False),
        sa.Column("unreached", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_run_id"], ["course_run.id"], name=op.f("fk_run_message_course_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["user_account.id"],
            name=op.f("fk_run_message_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_message")),
        sa.UniqueConstraint(
            "course_run_id",
            "fingerprint",
            "written_on",
            name=op.f("uq_run_message_course_run_id_fingerprint_written_on"),
        ),
    )


def downgrade() -> None:
    op.drop_table("run_message")
