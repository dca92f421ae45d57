"""Add course runs, sessions and trainers."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006", "0005"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "course_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("entry_key", sa.String(length=50), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("site_unit_id", sa.Integer(), nullable=True),
        sa.Column("plan_item_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("min_seats", sa.Integer(), nullable=True),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("waiting_last", sa.Integer(), nullable=False),
        sa.Column("nominations_until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attendance_basis_points", sa.Integer(), nullable=False),
        sa.Column("excused_rule", sa.String(40), nullable=False),
        sa.Column("joining_rule", sa.String(40), nullable=False),
        sa.Column("has_pre_test", sa.Boolean(), nullable=False),
        sa.Column("has_post_test", sa.Boolean(), nullable=False),
        sa.Column("has_exam", sa.Boolean(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_course_run_capacity")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_course_run_dates"),
        ),
        sa.CheckConstraint(
            "min_seats IS NULL OR min_seats <= capacity", name=op.f("ck_course_run_min_seats")
        ),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= capacity", name=op.f("ck_course_run_seats")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_run_course_id")),
        sa.ForeignKeyConstraint(
            ["plan_item_id"],
            ["plan_item.id"],
            name=op.f("fk_course_run_plan_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["site_unit_id"], ["org_unit.id"], name=op.f("fk_course_run_site_unit_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_course_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_run")),
        sa.UniqueConstraint("code", name=op.f("uq_course_run_code")),
        sa.UniqueConstraint("entry_key", name=op.f("uq_course_run_entry_key")),
    )
    op.create_index(op.f("ix_course_run_course_id"), "course_run", ["course_id"], unique=False)
    op.create_index(
        op.f("ix_course_run_plan_item_id"), "course_run", ["plan_item_id"], unique=False
    )
    op.create_index(
        op.f("ix_course_run_site_unit_id"), "course_run", ["site_unit_id"], unique=False
    )
    op.create_index(op.f("ix_course_run_starts_on"), "course_run", ["starts_on"], unique=False)
    op.create_index(op.f("ix_course_run_state"), "course_run", ["state"], unique=False)
    op.create_index("ix_course_run_unit_id_state", "course_run", ["unit_id", "state"], unique=False)
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_session_times")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_training_session_minutes")),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_training_session_course_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_training_session_room_id")),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
            name=op.f("fk_training_session_topic_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint(
            "course_run_id", "number", name=op.f("uq_training_session_course_run_id_number")
        ),
    )
    op.create_index(
        op.f("ix_training_session_course_run_id"),
        "training_session",
        ["course_run_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_training_session_held_on"), "training_session", ["held_on"], unique=False
    )
    op.create_index(
        "ix_training_session_room_id_starts_at",
        "training_session",
        ["room_id", "starts_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_training_session_starts_at"), "training_session", ["starts_at"], unique=False
    )
    op.create_table(
        "trainer_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_trainer_assignment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_trainer_assignment_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_assignment")),
        sa.UniqueConstraint(
            "session_id", "person_id", name=op.f("uq_trainer_assignment_session_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_trainer_assignment_person_id"), "trainer_assignment", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_trainer_assignment_session_id"), "trainer_assignment", ["session_id"], unique=False
    )
    op.create_table(
        "clash_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("other_session_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("overridden_by_id", sa.Integer(), nullable=True),
        sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "session_id <> other_session_id", name=op.f("ck_clash_override_another")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_clash_override_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_session_id"],
            ["training_session.id"],
            name=op.f("fk_clash_override_other_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["overridden_by_id"],
            ["user_account.id"],
            name=op.f("fk_clash_override_overridden_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clash_override")),
        sa.UniqueConstraint(
            "session_id",
            "other_session_id",
            name=op.f("uq_clash_override_session_id_other_session_id"),
        ),
    )
    for column in ("session_id", "other_session_id"):
        op.create_index(op.f(f"ix_clash_override_{column}"), "clash_override", [column])


def downgrade() -> None:
    op.drop_table("clash_override")
    op.drop_table("trainer_assignment")
    op.drop_table("training_session")
    op.drop_table("course_run")
