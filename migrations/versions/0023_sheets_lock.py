"""Lock sheets some days after the session, reopen them for a time, and list what is changed then."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0023", "0022"
branch_labels = depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("country") as table:
        table.add_column(
            sa.Column("attendance_lock_days", sa.Integer(), server_default="7", nullable=False)
        )
        table.create_check_constraint(
            op.f("ck_country_lock_days"), "attendance_lock_days BETWEEN 0 AND 366"
        )
    with op.batch_alter_table("attendance_entry") as table:
        table.add_column(sa.Column("recorded_for_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_attendance_entry_recorded_for_id"),
            "user_account",
            ["recorded_for_id"],
            ["id"],
            ondelete="SET NULL",
        )
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_reopening_course_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_reopening_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"],
            ["user_account.id"],
            name=op.f("fk_reopening_reopened_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    op.create_index(op.f("ix_reopening_course_run_id"), "reopening", ["course_run_id"])
    op.create_index(op.f("ix_reopening_session_id"), "reopening", ["session_id"])
    op.create_table(
        "late_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("counted_before", sa.JSON(), nullable=True),
        sa.Column("counted_after", sa.JSON(), nullable=True),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(entry_id IS NULL) = (counted_after IS NOT NULL)",
            name=op.f("ck_late_change_mark_or_count"),
        ),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_late_change_course_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["attendance_entry.id"], name=op.f("fk_late_change_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_late_change_changed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_change")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_late_change_entry_id")),
    )
    op.create_index(op.f("ix_late_change_course_run_id"), "late_change", ["course_run_id"])
    op.create_index(op.f("ix_late_change_changed_at"), "late_change", ["changed_at"])


def downgrade() -> None:
    op.drop_table("late_change")
    op.drop_table("reopening")
    with op.batch_alter_table("attendance_entry") as table:
        table.drop_constraint(op.f("fk_attendance_entry_recorded_for_id"), type_="foreignkey")
        table.drop_column("recorded_for_id")
    with op.batch_alter_table("country") as table:
        table.drop_constraint(op.f("ck_country_lock_days"), type_="check")
        table.drop_column("attendance_lock_days")
