"""What a turn of keys and a restore need to know."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None: ...


def downgrade() -> None: ...
