"""How an anmälan ends: taken back by its sender."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_BEFORE = "'utkast', 'skickad', 'mottagen', 'kompletteras', 'upptagen', 'tas_inte_upp', 'samtycke_aterkallat'"


def upgrade() -> None:
    _statuses(f"{_BEFORE}, 'tillbakadragen'")
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.add_column("referral", sa.Column("withdrawal", sa.LargeBinary()))
    op.create_check_constraint("withdrawn_whole", "referral", "(withdrawn_at is null) = (withdrawal is null)")


def downgrade() -> None:
    op.execute("update referral set status = 'samtycke_aterkallat' where status = 'tillbakadragen'")
    op.drop_constraint("ck_referral_withdrawn_whole", "referral")
    op.drop_column("referral", "withdrawal")
    op.drop_column("referral", "withdrawn_at")
    _statuses(_BEFORE)


def _statuses(allowed: str) -> None:
    op.drop_constraint("ck_referral_status", "referral")
    op.create_check_constraint("status", "referral", f"status in ({allowed})")
