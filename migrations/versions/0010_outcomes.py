"""Add outcomes, completions and waivers of hours."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0010", "0009"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("delivering_unit_id", sa.Integer(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("age_band", sa.String(length=8), nullable=False),
        sa.Column("job_title", sa.String(length=150), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_completion_course_id")),
        sa.ForeignKeyConstraint(
            ["course_run_id"], ["course_run.id"], name=op.f("fk_completion_course_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivering_unit_id"], ["org_unit.id"], name=op.f("fk_completion_delivering_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_completion_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_completion_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_completion_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_completion_enrolment_id")),
    )
    op.create_index(op.f("ix_completion_course_id"), "completion", ["course_id"], unique=False)
    op.create_index(
        op.f("ix_completion_course_run_id"), "completion", ["course_run_id"], unique=False
    )
    op.create_index(
        "ix_completion_delivering_unit_id_fiscal_year",
        "completion",
        ["delivering_unit_id", "fiscal_year"],
        unique=False,
    )
    op.create_index(op.f("ix_completion_person_id"), "completion", ["person_id"], unique=False)
    op.create_index(
        "ix_completion_unit_id_fiscal_year", "completion", ["unit_id", "fiscal_year"], unique=False
    )
    op.create_table(
        "outcome",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("minutes_present", sa.Integer(), nullable=False),
        sa.Column("minutes_held", sa.Integer(), nullable=False),
        sa.Column("minutes_needed", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("reasoning", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_outcome_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_outcome_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_state"), "outcome", ["state"], unique=False)
    op.create_table(
        "hours_waiver",
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("minutes_given", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("waived_by_id", sa.Integer(), nullable=True),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_hours_waiver_course_run_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["waived_by_id"],
            ["user_account.id"],
            name=op.f("fk_hours_waiver_waived_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("course_run_id", name=op.f("pk_hours_waiver")),
    )


def downgrade() -> None:
    op.drop_table("hours_waiver")
    op.drop_table("outcome")
    op.drop_table("completion")
