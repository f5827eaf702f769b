"""Week keys, and the keys wrapped under them.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "week_key",
        sa.Column("id", sa.String(8), primary_key=True, comment="ISO week in UTC, as 2026-W47"),
        sa.Column("wrapped", sa.LargeBinary, nullable=False, comment="under the root"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        comment="One random key a week; destroying it shuts every backup that was wrapped under it",
    )
    op.create_table(
        "wrapped_key",
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, comment="under the week key; null: destroyed"),
        sa.Column("week_id", sa.String(8), sa.ForeignKey("week_key.id"), index=True),
        sa.Column("public", sa.LargeBinary, comment="the public half of a key pair"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), comment="last time to seal or sign with it"),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), comment="tombstone: never made again"),
        comment="Keys of all kinds; a row outlives its key, so that an id is never used twice",
    )


def downgrade() -> None:
    op.drop_table("wrapped_key")
    op.drop_table("week_key")
