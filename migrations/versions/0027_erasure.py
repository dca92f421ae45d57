"""Let somebody be erased: requests with their decisions, and the marks that this leaves."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0027", "0026"
branch_labels = depends_on = None

WAITING = sa.text("state = 'waiting'")
KEYS = {"person_id": "person", "account_id": "user_account", "unit_id": "org_unit"}
ACTORS = ("entered_by_id", "entered_for_id", "decided_by_id")


def upgrade() -> None:
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("user_account", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("certificate", sa.Column("sealed_sha256", sa.String(64), nullable=True))
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in KEYS),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_for_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR account_id IS NOT NULL",
            name=op.f("ck_erasure_request_somebody"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_erasure_request_decided")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_erasure_request_{name}")
            )
            for name, table in KEYS.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["user_account.id"],
                name=op.f(f"fk_erasure_request_{name}"),
                ondelete="SET NULL",
            )
            for name in ACTORS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    for name in KEYS:
        op.create_index(op.f(f"ix_erasure_request_{name}"), "erasure_request", [name])
    for name, kind in (("person_id", "person"), ("account_id", "account")):
        op.create_index(
            f"uq_erasure_request_waiting_{kind}",
            "erasure_request",
            [name],
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )

    # The words of reasons stand beside the chain, which keeps only their hash.
    op.create_table(
        "audit_reason",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_event.id"], name=op.f("fk_audit_reason_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_reason")),
    )


def downgrade() -> None:
    op.drop_table("audit_reason")
    op.drop_table("erasure_request")
    op.drop_column("certificate", "sealed_sha256")
    op.drop_column("user_account", "erased_at")
    op.drop_column("person", "erased_at")
