"""Keep how a name sounds, to look up who may be the same, and which two records were compared.

For those on record `lms people compare-names` fills it in, or the first comparison that somebody asks for.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0033", "0032"
branch_labels = depends_on = None

CODE_POINT_ORDER = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
UNNUMBERED = sa.text("national_id_hash IS NULL")
TWO = ("first_id", "second_id")


def upgrade() -> None:
    op.add_column(
        "person", sa.Column("name_key", CODE_POINT_ORDER, nullable=False, server_default="")
    )
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"])
    op.create_index(
        "ix_person_name_key_unnumbered",
        "person",
        ["name_key"],
        sqlite_where=UNNUMBERED,
        postgresql_where=UNNUMBERED,
    )
    op.create_table(
        "person_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in TWO),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_apart_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_apart_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_person_pair_ordered")),
        sa.CheckConstraint(
            "(told_apart_at IS NULL) = (told_apart_by_id IS NULL)",
            name=op.f("ck_person_pair_told_apart"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["person.id"], name=op.f(f"fk_person_pair_{name}"), ondelete="CASCADE"
            )
            for name in TWO
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_pair")),
        sa.UniqueConstraint(*TWO, name=op.f("uq_person_pair_first_id_second_id")),
    )
    op.create_index(op.f("ix_person_pair_second_id"), "person_pair", ["second_id"])


def downgrade() -> None:
    op.drop_table("person_pair")
    op.drop_index("ix_person_name_key_unnumbered", table_name="person")
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_column("person", "name_key")
