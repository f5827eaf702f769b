"""An anmälan that came on paper."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None: ...


def downgrade() -> None: ...
