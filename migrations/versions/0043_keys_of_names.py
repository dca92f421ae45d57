"""Give Arabic names the keys that stand among Persian ones, and accounts keys as people have."""

from collections.abc import Callable
from typing import Any

import icu
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0043", "0042"
branch_labels = depends_on = None

AT_ONCE = 5_000
ARABIC = (
    "[reorder Latn Geor Arab]"
    "&[before 2]ا<<ء<<أ<<ؤ<<إ<<ئ<<ىٔ &اا<<آ &[before 2]ت<<ة &ی<<ي<<ى &ک<<ك"
    "&[last secondary ignorable]<<<ً<<<ٌ<<<ٍ<<<َ<<<ُ<<<ِ<<<ّ<<<ْ<<<ٓ<<<ٰ"
)
PERSON = sa.table(
    "person",
    sa.column("id", sa.Integer),
    sa.column("full_name", sa.String),
    sa.column("language", sa.String),
    sa.column("sort_key", sa.LargeBinary),
)
USER = sa.table(
    "user_account",
    sa.column("id", sa.Integer),
    sa.column("display_name", sa.String),
    sa.column("language", sa.String),
    sa.column("erased_at", sa.DateTime),
    sa.column("sort_key", sa.LargeBinary),
)


def upgrade() -> None:
    column = sa.Column("sort_key", sa.LargeBinary(), nullable=False, server_default="")
    op.add_column("user_account", column)
    op.execute(sa.update(USER).values(sort_key=b""))
    arabic = icu.RuleBasedCollator(ARABIC)
    persian = _of_locale("fa")
    _write(PERSON, "full_name", lambda language: None if language == "fa" else arabic)
    _write(USER, "display_name", lambda language: persian if language == "fa" else arabic)


def downgrade() -> None:
    op.drop_column("user_account", "sort_key")
    locales = {language: _of_locale(language) for language in ("ar", "en", "ka")}
    _write(PERSON, "full_name", locales.get)


def _of_locale(language: str) -> Any:
    return icu.Collator.createInstance(icu.Locale(f"{language}-u-kr-latn-geor-arab"))


def _write(table: sa.TableClause, name: str, collator_of: Callable[[str], Any]) -> None:
    """Write the keys anew that differ; those of erased people are empty and stay so."""
    connection, last = op.get_bind(), 0
    is_kept = table.c.sort_key != b"" if table is PERSON else table.c.erased_at.is_(None)
    there = (
        sa.select(table.c.id, table.c[name], table.c.language, table.c.sort_key)
        .where(is_kept)
        .order_by(table.c.id)
        .limit(AT_ONCE)
    )
    change = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("of"))
        .values(sort_key=sa.bindparam("key"))
    )
    while rows := connection.execute(there.where(table.c.id > last)).all():
        last = rows[-1].id
        keys: list[dict[str, Any]] = []
        for number, text, language, before in rows:
            collator = collator_of(language)
            key = before if collator is None else collator.getSortKey(text)
            if key != bytes(before):
                keys.append({"of": number, "key": key})
        if keys:
            connection.execute(change, keys)
