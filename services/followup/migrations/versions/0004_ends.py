"""Decisions to destroy what is held of a case, and what stops them."""

from alembic import op

from shared.erasure.tables import create_erasure, drop_erasure

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    create_erasure(op)


def downgrade() -> None:
    drop_erasure(op)
