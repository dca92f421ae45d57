"""Add places: countries, units, venues and rooms."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "country",
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("calendar", sa.String(length=10), nullable=False),
        sa.Column("second_calendar", sa.String(length=10), nullable=True),
        sa.Column("weekend", sa.String(length=10), nullable=False),
        sa.Column("first_weekday", sa.Integer(), nullable=False),
        sa.Column("fiscal_calendar", sa.String(length=10), nullable=False),
        sa.Column("fiscal_month", sa.Integer(), nullable=False),
        sa.Column("fiscal_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
    )
    op.create_table(
        "org_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("is_mobile", sa.Boolean(), nullable=False),
        sa.Column("is_automated", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
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
            "closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on",
            name=op.f("ck_org_unit_dates"),
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id", name=op.f("ck_org_unit_not_its_own_parent")
        ),
        sa.ForeignKeyConstraint(
            ["country_code"], ["country.code"], name=op.f("fk_org_unit_country_code")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["org_unit.id"], name=op.f("fk_org_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_org_unit_code")),
    )
    op.create_index(op.f("ix_org_unit_country_code"), "org_unit", ["country_code"], unique=False)
    op.create_index(op.f("ix_org_unit_kind"), "org_unit", ["kind"], unique=False)
    op.create_index(op.f("ix_org_unit_parent_id"), "org_unit", ["parent_id"], unique=False)
    op.create_index("ix_org_unit_sort_en", "org_unit", ["sort_en"], unique=False)
    op.create_table(
        "unit_ancestor",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("ancestor_id", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"],
            ["org_unit.id"],
            name=op.f("fk_unit_ancestor_ancestor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_unit_ancestor_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", "ancestor_id", name=op.f("pk_unit_ancestor")),
    )
    op.create_index(
        "ix_unit_ancestor_ancestor_id_unit_id",
        "unit_ancestor",
        ["ancestor_id", "unit_id"],
        unique=False,
    )
    op.create_table(
        "unit_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_unit_name_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_unit_name_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_name")),
    )
    op.create_index(op.f("ix_unit_name_unit_id"), "unit_name", ["unit_id"], unique=False)
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=True),
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
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name=op.f("fk_venue_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("unit_id", "sort_en", name="uq_venue_name"),
    )
    op.create_index(op.f("ix_venue_unit_id"), "venue", ["unit_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=True),
        sa.Column("name_ar", sa.String(length=300), nullable=True),
        sa.Column("name_fa", sa.String(length=300), nullable=True),
        sa.Column("name_ka", sa.String(length=300), nullable=True),
        sa.Column("sort_en", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ar", sa.LargeBinary(), nullable=False),
        sa.Column("sort_fa", sa.LargeBinary(), nullable=False),
        sa.Column("sort_ka", sa.LargeBinary(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_room_capacity")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("venue_id", "sort_en", name="uq_room_name"),
    )
    op.create_index(op.f("ix_room_venue_id"), "room", ["venue_id"], unique=False)


def downgrade() -> None:
    op.drop_table("room")
    op.drop_table("venue")
    op.drop_table("unit_name")
    op.drop_table("unit_ancestor")
    op.drop_table("org_unit")
    op.drop_table("country")
