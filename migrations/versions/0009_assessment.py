"""Add assessments and the ledger of scores."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009", "0008"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_run_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.CheckConstraint("max_score > 0", name=op.f("ck_assessment_max_score")),
        sa.ForeignKeyConstraint(
            ["course_run_id"],
            ["course_run.id"],
            name=op.f("fk_assessment_course_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("course_run_id", "kind", name=op.f("uq_assessment_course_run_id_kind")),
    )
    op.create_index(
        op.f("ix_assessment_course_run_id"), "assessment", ["course_run_id"], unique=False
    )
    op.create_table(
        "score_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempt BETWEEN 1 AND 9", name=op.f("ck_score_entry_attempt")),
        sa.CheckConstraint("score IS NULL OR score >= 0", name=op.f("ck_score_entry_score")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_score_entry_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_score_entry_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["user_account.id"],
            name=op.f("fk_score_entry_recorded_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["score_entry.id"], name=op.f("fk_score_entry_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_entry")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_score_entry_replaces_id")),
    )
    op.create_index(
        op.f("ix_score_entry_assessment_id"), "score_entry", ["assessment_id"], unique=False
    )
    op.create_index(
        op.f("ix_score_entry_enrolment_id"), "score_entry", ["enrolment_id"], unique=False
    )
    op.create_index(
        "uq_score_entry_first",
        "score_entry",
        ["assessment_id", "enrolment_id", "attempt"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NULL"),
        postgresql_where=sa.text("replaces_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("score_entry")
    op.drop_table("assessment")
