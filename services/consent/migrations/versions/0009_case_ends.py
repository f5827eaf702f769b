"""What was retracted and erased, and what must be kept."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None: ...


def downgrade() -> None: ...
