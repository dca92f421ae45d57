"""Add the counts of trained people."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "trained_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("completions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "completions >= people AND people >= 0", name=op.f("ck_trained_count_counts")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_trained_count_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trained_count")),
        sa.UniqueConstraint(
            "unit_id", "basis", "fiscal_year", "course_id", "sex", name="uq_trained_count_cell"
        ),
    )
    op.create_index(
        "ix_trained_count_fiscal_year",
        "trained_count",
        ["fiscal_year", "course_id", "basis"],
        unique=False,
    )
    op.create_table(
        "trained_person",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("completions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("completions > 0", name=op.f("ck_trained_person_completions")),
        sa.CheckConstraint("people IN (0, 1)", name=op.f("ck_trained_person_people")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_trained_person_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_trained_person_unit_id")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id",
            "basis",
            "fiscal_year",
            "course_id",
            "person_id",
            "sex",
            name=op.f("pk_trained_person"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_trained_person_person_id", "trained_person", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("trained_person")
    op.drop_table("trained_count")
