"""Documents as they arrive, the last sequences, and what is remembered of a samtycke.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("alias", sa.Uuid),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False, server_default=sa.text("clock_timestamp()")),
        sa.Column("body", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("failure", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_waiting", "arrival", ["state", "next_at"])
    op.create_index("ix_arrival_case_id", "arrival", ["case_id"])
    op.create_table(
        "last_sequence",
        sa.Column("alias", sa.Uuid, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("alias", "epoch", name="pk_last_sequence"),
    )
    op.create_table(
        "consent_row",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("ended", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_consent_row"),
    )
    op.create_index("ix_consent_row_case_id", "consent_row", ["case_id"])


def downgrade() -> None:
    for name in ("consent_row", "last_sequence", "arrival"):
        op.drop_table(name)
