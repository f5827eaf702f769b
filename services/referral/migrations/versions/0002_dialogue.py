"""The dialogue before the anmälan."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialogue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("individ", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("next_step", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("channel in ('mote', 'telefon', 'videosamtal', 'brev')", name="channel"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_dialogue_unit_index", "dialogue", ["unit", "person_index"])


def downgrade() -> None:
    op.drop_table("dialogue")
