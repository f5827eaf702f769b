"""Which protection a person has, since when."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None: ...


def downgrade() -> None: ...
