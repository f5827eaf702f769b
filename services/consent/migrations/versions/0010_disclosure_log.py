"""The numbered log and its checkpoints."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None: ...


def downgrade() -> None: ...
