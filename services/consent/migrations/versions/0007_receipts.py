"""The receipts of what was given, changed and withdrawn."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None: ...


def downgrade() -> None: ...
