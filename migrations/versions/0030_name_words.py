"""Keep each Arabic or Persian word of a name once, to find it by a Latin spelling; and look up staff in one index."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0030", "0029"
branch_labels = depends_on = None

CODE_POINTS = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
# As `lms.platform.romanised.skeleton` was when this was written.
CLASSES = {
    **dict.fromkeys("بپ", "B"),
    **dict.fromkeys("تثدذزسشصضطظچژ", "T"),
    **dict.fromkeys("جخغقكگ", "G"),
    **dict(zip("فلمنر", "FLMNR", strict=True)),
}
SKELETON = str.maketrans({chr(code): CLASSES.get(chr(code), "") for code in range(0x600, 0x700)})
KNOWN = "SELECT DISTINCT token FROM person_token WHERE token >= '\u0600' AND token < '\u0700'"


def upgrade() -> None:
    word = op.create_table(
        "name_word",
        sa.Column("word", CODE_POINTS, nullable=False),
        sa.Column("skeleton", CODE_POINTS, nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_name_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_name_word_skeleton"), "name_word", ["skeleton"])
    known = op.get_bind().scalars(sa.text(KNOWN))
    rows = [{"word": token, "skeleton": token.translate(SKELETON)} for token in known]
    if rows:
        op.bulk_insert(word, rows)

    # Who bears a word, and who works somewhere, is found without a look at the rows themselves.
    op.drop_index(op.f("ix_person_token_person_id"), "person_token")
    op.create_index(op.f("ix_person_token_person_id"), "person_token", ["person_id", "token"])
    op.drop_index("ix_affiliation_unit_id_ends_on", "affiliation")
    op.create_index(
        "ix_affiliation_unit_id", "affiliation", ["unit_id", "ends_on", "starts_on", "person_id"]
    )
    op.drop_index(op.f("ix_affiliation_person_id"), "affiliation")
    op.create_index(
        op.f("ix_affiliation_person_id"),
        "affiliation",
        ["person_id", "ends_on", "starts_on", "unit_id"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_affiliation_person_id"), "affiliation")
    op.create_index(op.f("ix_affiliation_person_id"), "affiliation", ["person_id"])
    op.drop_index("ix_affiliation_unit_id", "affiliation")
    op.create_index("ix_affiliation_unit_id_ends_on", "affiliation", ["unit_id", "ends_on"])
    op.drop_index(op.f("ix_person_token_person_id"), "person_token")
    op.create_index(op.f("ix_person_token_person_id"), "person_token", ["person_id"])
    op.drop_table("name_word")
