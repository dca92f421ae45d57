"""Add nominations, enrolments and waivers."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007", "0006"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("justification", sa.String(length=1000), nullable=True),
        sa.Column("nominated_by_id", sa.Integer(), nullable=True),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_run_id"], ["course_run.id"], name=op.f("fk_nomination_course_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user_account.id"],
            name=op.f("fk_nomination_decided_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by_id"],
            ["user_account.id"],
            name=op.f("fk_nomination_nominated_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nomination_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_nomination_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint(
            "course_run_id", "person_id", name=op.f("uq_nomination_course_run_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_nomination_course_run_id"), "nomination", ["course_run_id"], unique=False
    )
    op.create_index(op.f("ix_nomination_person_id"), "nomination", ["person_id"], unique=False)
    op.create_index("ix_nomination_unit_id_state", "nomination", ["unit_id", "state"], unique=False)
    op.create_table(
        "prerequisite_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("waived_by_id", sa.Integer(), nullable=True),
        sa.Column("waived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_prerequisite_waiver_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["course_run_id"], ["course_run.id"], name=op.f("fk_prerequisite_waiver_course_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_prerequisite_waiver_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["waived_by_id"],
            ["user_account.id"],
            name=op.f("fk_prerequisite_waiver_waived_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prerequisite_waiver")),
        sa.UniqueConstraint(
            "course_run_id",
            "person_id",
            "course_id",
            name=op.f("uq_prerequisite_waiver_course_run_id_person_id_course_id"),
        ),
    )
    op.create_index(
        op.f("ix_prerequisite_waiver_course_run_id"),
        "prerequisite_waiver",
        ["course_run_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_prerequisite_waiver_person_id"), "prerequisite_waiver", ["person_id"], unique=False
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("queue_position", sa.Integer(), nullable=True),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("job_title", sa.String(length=150), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("age_band", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "(state = 'waitlisted') = (queue_position IS NOT NULL)", name=op.f("ck_enrolment_queue")
        ),
        sa.ForeignKeyConstraint(
            ["course_run_id"], ["course_run.id"], name=op.f("fk_enrolment_course_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_enrolment_nomination_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_enrolment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "course_run_id", "person_id", name=op.f("uq_enrolment_course_run_id_person_id")
        ),
        sa.UniqueConstraint(
            "course_run_id",
            "queue_position",
            name=op.f("uq_enrolment_course_run_id_queue_position"),
        ),
    )
    op.create_index(
        "ix_enrolment_course_run_id_state", "enrolment", ["course_run_id", "state"], unique=False
    )
    op.create_index(
        op.f("ix_enrolment_nomination_id"), "enrolment", ["nomination_id"], unique=False
    )
    op.create_index(op.f("ix_enrolment_person_id"), "enrolment", ["person_id"], unique=False)
    op.create_index(op.f("ix_enrolment_unit_id"), "enrolment", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("enrolment")
    op.drop_table("prerequisite_waiver")
    op.drop_table("nomination")
