"""How a letter was sent: sealed, for that it went by way of the postförmedling tells that she is protected."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("alter table letter add column sent_as bytea")


def downgrade() -> None:
    op.execute("alter table letter drop column sent_as")
