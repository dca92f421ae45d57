"""Add courses, programmes, plans and stated figures."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_programme_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_index(op.f("ix_programme_unit_id"), "programme", ["unit_id"], unique=False)
    op.create_table(
        "training_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_training_plan_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan")),
        sa.UniqueConstraint(
            "unit_id", "fiscal_year", name=op.f("uq_training_plan_unit_id_fiscal_year")
        ),
    )
    op.create_index(op.f("ix_training_plan_unit_id"), "training_plan", ["unit_id"], unique=False)
    op.create_table(
        "track",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_track_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
        sa.UniqueConstraint(
            "programme_id", "position", name=op.f("uq_track_programme_id_position")
        ),
    )
    op.create_index(op.f("ix_track_programme_id"), "track", ["programme_id"], unique=False)
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("attendance_basis_points", sa.Integer(), nullable=False),
        sa.Column("excused_rule", sa.String(40), nullable=False),
        sa.Column("joining_rule", sa.String(40), nullable=False),
        sa.Column("has_pre_test", sa.Boolean(), nullable=False),
        sa.Column("has_post_test", sa.Boolean(), nullable=False),
        sa.Column("has_exam", sa.Boolean(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("validity_months", sa.Integer(), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "attendance_basis_points BETWEEN 0 AND 10000", name=op.f("ck_course_attendance")
        ),
        sa.CheckConstraint("max_attempts BETWEEN 1 AND 9", name=op.f("ck_course_attempts")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_course_minutes")),
        sa.CheckConstraint("pass_mark BETWEEN 0 AND 10000", name=op.f("ck_course_pass_mark")),
        sa.CheckConstraint(
            "validity_months IS NULL OR validity_months > 0", name=op.f("ck_course_validity")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_course_programme_id")
        ),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_course_track_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_course_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
    )
    op.create_index(op.f("ix_course_programme_id"), "course", ["programme_id"], unique=False)
    op.create_index(op.f("ix_course_track_id"), "course", ["track_id"], unique=False)
    op.create_index(op.f("ix_course_unit_id"), "course", ["unit_id"], unique=False)
    op.create_table(
        "course_prerequisite",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("required_course_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "course_id <> required_course_id", name=op.f("ck_course_prerequisite_another")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["course.id"],
            name=op.f("fk_course_prerequisite_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["required_course_id"],
            ["course.id"],
            name=op.f("fk_course_prerequisite_required_course_id"),
        ),
        sa.PrimaryKeyConstraint(
            "course_id", "required_course_id", name=op.f("pk_course_prerequisite")
        ),
    )
    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("runs_planned", sa.Integer(), nullable=True),
        sa.Column("seats_planned", sa.Integer(), nullable=True),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=300), nullable=True),
        sa.Column("supervisors", sa.String(length=300), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "quarter IS NULL OR quarter BETWEEN 1 AND 4", name=op.f("ck_plan_item_quarter")
        ),
        sa.CheckConstraint(
            "runs_planned IS NULL OR runs_planned > 0", name=op.f("ck_plan_item_runs")
        ),
        sa.CheckConstraint(
            "seats_planned IS NULL OR seats_planned > 0", name=op.f("ck_plan_item_seats")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_plan_item_course_id")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["training_plan.id"], name=op.f("fk_plan_item_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
    )
    op.create_index(op.f("ix_plan_item_course_id"), "plan_item", ["course_id"], unique=False)
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"], unique=False)
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_topic_course_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("course_id", "position", name=op.f("uq_topic_course_id_position")),
    )
    op.create_index(op.f("ix_topic_course_id"), "topic", ["course_id"], unique=False)
    op.create_table(
        "stated_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("plan_item_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("qualifier", sa.String(40), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=100), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_stated_figure_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_item_id"],
            ["plan_item.id"],
            name=op.f("fk_stated_figure_plan_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_stated_figure_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_stated_figure_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_figure")),
        sa.UniqueConstraint("code", name=op.f("uq_stated_figure_code")),
    )
    op.create_index(
        op.f("ix_stated_figure_course_id"), "stated_figure", ["course_id"], unique=False
    )
    op.create_index(
        op.f("ix_stated_figure_plan_item_id"), "stated_figure", ["plan_item_id"], unique=False
    )
    op.create_index(
        op.f("ix_stated_figure_programme_id"), "stated_figure", ["programme_id"], unique=False
    )
    op.create_index(op.f("ix_stated_figure_unit_id"), "stated_figure", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("stated_figure")
    op.drop_table("topic")
    op.drop_table("plan_item")
    op.drop_table("course_prerequisite")
    op.drop_table("course")
    op.drop_table("track")
    op.drop_table("training_plan")
    op.drop_table("programme")
