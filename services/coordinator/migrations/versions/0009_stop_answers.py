"""Which stop an acknowledgement answers.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was answered before, it is not known: it stands in the way of no later answer.
    op.add_column(
        "stop_acknowledgement", sa.Column("stopped_rows", sa.Integer, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("stop_acknowledgement", "stopped_rows")
