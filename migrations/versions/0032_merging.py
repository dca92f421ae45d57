"""Let two records of one person be merged: the merges, and where a merged record leads."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0032", "0031"
branch_labels = depends_on = None

IN_FORCE = sa.text("undone_at IS NULL")
COUNTING = sa.text("state <> 'merged'")
PERSONS = ("kept_id", "merged_id")
ACTORS = ("merged_by_id", "merged_for_id", "undone_by_id", "undone_for_id")
ONCE = "uq_enrolment_course_run_id_person_id"


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
        table.create_index(op.f("ix_person_merged_into_id"), ["merged_into_id"])

    # Of a person who had two places in one run, one counts and the other one is set aside.
    with op.batch_alter_table("enrolment") as table:
        table.drop_constraint(ONCE, type_="unique")
    op.create_index(
        "uq_enrolment_person",
        "enrolment",
        ["course_run_id", "person_id"],
        unique=True,
        sqlite_where=COUNTING,
        postgresql_where=COUNTING,
    )

    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in PERSONS),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ACTORS),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("changes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_reason", sa.String(500), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_person_merge_two")),
        *(
            sa.ForeignKeyConstraint([name], ["person.id"], name=op.f(f"fk_person_merge_{name}"))
            for name in PERSONS
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["user_account.id"],
                name=op.f(f"fk_person_merge_{name}"),
                ondelete="SET NULL",
            )
            for name in ACTORS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    for name in PERSONS:
        op.create_index(op.f(f"ix_person_merge_{name}"), "person_merge", [name])
    op.create_index(
        "uq_person_merge_in_force",
        "person_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )


def downgrade() -> None:
    op.drop_table("person_merge")
    op.drop_index("uq_enrolment_person", table_name="enrolment")
    with op.batch_alter_table("enrolment") as table:
        table.create_unique_constraint(ONCE, ["course_run_id", "person_id"])
    with op.batch_alter_table("person") as table:
        table.drop_index(op.f("ix_person_merged_into_id"))
        table.drop_constraint(op.f("fk_person_merged_into_id"), type_="foreignkey")
        table.drop_column("merged_into_id")
