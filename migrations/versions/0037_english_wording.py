"""Let an institution word English otherwise too."""

from alembic import op

revision, down_revision = "0037", "0036"
branch_labels = depends_on = None

NAME = "ck_own_wording_language"


def upgrade() -> None:
    _only("language IN ('en', 'ar', 'fa', 'ka')")


def downgrade() -> None:
    op.execute("DELETE FROM own_wording WHERE language = 'en'")
    _only("language IN ('ar', 'fa', 'ka')")


def _only(languages: str) -> None:
    with op.batch_alter_table("own_wording") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), languages)
