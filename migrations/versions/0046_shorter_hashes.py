"""Keep the hash of an identity number as its bytes: 64 digits took twice the room, in each row and in its index."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0046", "0045"
branch_labels = depends_on = None

HASH = "national_id_hash"
DIGITS, BYTES = sa.String(64), sa.LargeBinary(32)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.alter_column("person", HASH, type_=BYTES, postgresql_using=f"decode({HASH}, 'hex')")
        return
    # Older releases of SQLite have no function for it. Before the column changes, which casts what it finds.
    connection.connection.driver_connection.create_function("bytes_of", 1, bytes.fromhex)
    _rewrite(f"bytes_of({HASH})", before=DIGITS, after=BYTES)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("person", HASH, type_=DIGITS, postgresql_using=f"encode({HASH}, 'hex')")
        return
    _rewrite(f"lower(hex({HASH}))", before=BYTES, after=DIGITS)


def _rewrite(value: str, before: sa.types.TypeEngine, after: sa.types.TypeEngine) -> None:
    op.execute(f"UPDATE person SET {HASH} = {value} WHERE {HASH} IS NOT NULL")  # noqa: S608
    with op.batch_alter_table("person") as table:
        table.alter_column(HASH, existing_type=before, type_=after, existing_nullable=True)
