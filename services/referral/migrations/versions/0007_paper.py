"""An anmälan that came on paper: no dialogue, but the team that registered it and the day it came in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WHOLE = (
    "(dialogue_id is null) = (paper_team is not null) and (paper_team is null) = (paper_received_on is null)"
)


def upgrade() -> None:
    op.alter_column("referral", "dialogue_id", nullable=True)
    op.add_column("referral", sa.Column("paper_team", sa.String(60)))
    op.add_column("referral", sa.Column("paper_received_on", sa.Date()))
    op.create_check_constraint("paper_whole", "referral", _WHOLE)


def downgrade() -> None:
    op.drop_constraint("paper_whole", "referral", type_="check")
    op.drop_column("referral", "paper_received_on")
    op.drop_column("referral", "paper_team")
    op.alter_column("referral", "dialogue_id", nullable=False)
