"""How a samtycke was given, for whom, and its notices ahead."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None: ...


def downgrade() -> None: ...
