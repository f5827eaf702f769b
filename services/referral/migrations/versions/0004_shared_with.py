"""The parties that an anmälan was shared with and that have not lost cover since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "referral", sa.Column("shared_with", postgresql.JSONB(), nullable=False, server_default="[]")
    )
    op.alter_column("referral", "shared_with", server_default=None)


def downgrade() -> None:
    op.drop_column("referral", "shared_with")
