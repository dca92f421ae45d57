"""Add people, their words and workplaces, and rosters."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"
branch_labels = depends_on = None


# Beginnings are found as a range of the index, which must therefore be in the order of code points.
CODE_POINT_ORDER = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=True),
        sa.Column("father_name", sa.String(length=100), nullable=True),
        sa.Column("grandfather_name", sa.String(length=100), nullable=True),
        sa.Column("family_name", sa.String(length=100), nullable=True),
        sa.Column("second_name", sa.String(length=200), nullable=True),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("folded_name", sa.String(length=200), nullable=False),
        sa.Column("id_country", sa.String(length=2), nullable=True),
        sa.Column("national_id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("national_id_hash", sa.String(length=64), nullable=True),
        sa.Column("national_id_last4", sa.String(length=4), nullable=True),
        sa.Column("sex", sa.String(40), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "(national_id_hash IS NULL) = (national_id_sealed IS NULL)",
            name=op.f("ck_person_id_whole"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "id_country", "national_id_hash", name=op.f("uq_person_id_country_national_id_hash")
        ),
    )
    op.create_index(op.f("ix_person_folded_name"), "person", ["folded_name"], unique=False)
    op.create_index(op.f("ix_person_phone"), "person", ["phone"], unique=False)
    op.create_index("ix_person_sort_key_id", "person", ["sort_key", "id"], unique=False)
    op.create_table(
        "person_token",
        sa.Column("token", CODE_POINT_ORDER, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_token_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", "person_id", name=op.f("pk_person_token")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_person_token_person_id"), "person_token", ["person_id"], unique=False)
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("job_title", sa.String(length=150), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_affiliation_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_affiliation_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_affiliation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    op.create_index(op.f("ix_affiliation_person_id"), "affiliation", ["person_id"], unique=False)
    op.create_index(
        "ix_affiliation_unit_id_ends_on", "affiliation", ["unit_id", "ends_on"], unique=False
    )
    op.create_index(
        "uq_affiliation_current_primary",
        "affiliation",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("is_primary AND ends_on IS NULL"),
        postgresql_where=sa.text("is_primary AND ends_on IS NULL"),
    )
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("first_row", sa.Integer(), nullable=False),
        sa.Column("samples_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_match", sa.Integer(), nullable=False),
        sa.Column("rows_review", sa.Integer(), nullable=False),
        sa.Column("rows_invalid", sa.Integer(), nullable=False),
        sa.Column("rows_doubtful", sa.Integer(), nullable=False),
        sa.Column("rows_added", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_roster_import_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_import")),
    )
    op.create_index(
        op.f("ix_roster_import_content_key"), "roster_import", ["content_key"], unique=False
    )
    op.create_index(op.f("ix_roster_import_unit_id"), "roster_import", ["unit_id"], unique=False)
    op.create_table(
        "trainer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_trainer_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_trainer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer")),
        sa.UniqueConstraint("person_id", "unit_id", name=op.f("uq_trainer_person_id_unit_id")),
    )
    op.create_index(op.f("ix_trainer_person_id"), "trainer", ["person_id"], unique=False)
    op.create_index(op.f("ix_trainer_unit_id"), "trainer", ["unit_id"], unique=False)
    op.create_table(
        "roster_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_import_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("similar_person_id", sa.Integer(), nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_import_id"],
            ["roster_import.id"],
            name=op.f("fk_roster_row_roster_import_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["similar_person_id"],
            ["person.id"],
            name=op.f("fk_roster_row_similar_person_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_row")),
    )
    op.create_index(
        "ix_roster_row_roster_import_id_verdict",
        "roster_row",
        ["roster_import_id", "verdict"],
        unique=False,
    )
    op.create_index(
        op.f("ix_roster_row_similar_person_id"), "roster_row", ["similar_person_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("roster_row")
    op.drop_table("trainer")
    op.drop_table("roster_import")
    op.drop_table("affiliation")
    op.drop_table("person_token")
    op.drop_table("person")
