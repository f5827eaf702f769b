"""The tables of the mechanisms: outbox, inbox, idempotency, read log.

Revision ID: 0001
Revises:
"""

from alembic import op

from shared.tables import create_mechanisms, drop_mechanisms

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_mechanisms(op)


def downgrade() -> None:
    drop_mechanisms(op)
