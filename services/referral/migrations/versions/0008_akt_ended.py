"""The team has ended the case: the sender sees its anmälan as ended."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BEFORE = (
    "'utkast', 'skickad', 'mottagen', 'kompletteras', 'upptagen', 'tas_inte_upp', 'samtycke_aterkallat',"
    " 'tillbakadragen', 'atertagen'"
)


def upgrade() -> None:
    _statuses(f"{_BEFORE}, 'avslutad'")


def downgrade() -> None:
    op.execute("update referral set status = 'upptagen' where status = 'avslutad'")
    _statuses(_BEFORE)


def _statuses(allowed: str) -> None:
    op.drop_constraint("ck_referral_status", "referral")
    op.create_check_constraint("status", "referral", f"status in ({allowed})")
