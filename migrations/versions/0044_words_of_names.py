"""Keep every word of a name once, in any script; and let PostgreSQL know of more words in how many names each is."""

from alembic import op

revision, down_revision = "0044", "0043"
branch_labels = depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO name_word (word, skeleton) SELECT DISTINCT token, token FROM person_token"
        " WHERE token < '\u0600' OR token >= '\u0700'"  # Arabic and Persian ones are kept already
    )
    _keep_counts_of(words=1000)


def downgrade() -> None:
    _keep_counts_of(words=-1)  # as many as of any other column
    op.execute("DELETE FROM name_word WHERE word < '\u0600' OR word >= '\u0700'")


def _keep_counts_of(words: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE person_token ALTER COLUMN token SET STATISTICS {words}")
        op.execute("ANALYZE person_token")
