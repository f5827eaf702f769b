"""One gallringsprotokoll covers many cases."""

from alembic import op

from shared.erasure.tables import share_protocols, unshare_protocols

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    share_protocols(op)


def downgrade() -> None:
    unshare_protocols(op)
