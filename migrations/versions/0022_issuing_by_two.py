"""Let certificates be issued by two people: one prepares the list, another approves it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0022", "0021"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column(
        "issuing_body",
        sa.Column("asks_approval", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_table(
        "issue_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("enrolment_ids", sa.JSON(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=True),
        sa.Column("prepared_for_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_issue_list_course_run_id"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["user_account.id"], name=op.f(f"fk_issue_list_{name}"), ondelete="SET NULL"
            )
            for name in ("prepared_by_id", "prepared_for_id", "decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_list")),
    )
    op.create_index(op.f("ix_issue_list_course_run_id"), "issue_list", ["course_run_id"])
    op.create_index(
        "uq_issue_list_waiting",
        "issue_list",
        ["course_run_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("issue_list")
    op.drop_column("issuing_body", "asks_approval")
