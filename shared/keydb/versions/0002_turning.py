"""One current week key, the root that it lies under, when it was retired and destroyed; which key database this is.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("week_key", "wrapped", nullable=True, comment="under the root; null: destroyed")
    op.add_column(
        "week_key", sa.Column("root_id", sa.String(40), comment="which root; null: one that has no id")
    )
    op.add_column(
        "week_key", sa.Column("is_current", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )
    op.add_column(
        "week_key",
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            comment="since when it wraps no living key: from then on only backups need it",
        ),
    )
    op.add_column(
        "week_key",
        sa.Column("destroyed_at", sa.DateTime(timezone=True), comment="tombstone: never made again"),
    )
    op.execute("update week_key set is_current = true where id = (select max(id) from week_key)")
    op.create_check_constraint(
        "ck_week_key_destroyed", "week_key", "(wrapped is null) = (destroyed_at is not null)"
    )
    op.create_index(
        "uq_week_key_current",
        "week_key",
        ["is_current"],
        unique=True,
        postgresql_where=sa.text("is_current"),
    )
    make_mark()


def make_mark() -> None:
    op.add_column(
        "wrapped_key",
        sa.Column("not_before", sa.DateTime(timezone=True), comment="first time to sign with it"),
    )
    op.create_table(
        "store_mark",
        sa.Column("slot", sa.SmallInteger, primary_key=True, server_default=sa.text("1")),
        sa.Column("id", sa.Uuid, nullable=False, server_default=sa.func.gen_random_uuid()),
        sa.Column("counter", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.CheckConstraint("slot = 1", name="ck_store_mark_slot"),
        comment="Which key database this is, and how many times the service's own database was seen to agree with it",
    )
    op.execute("insert into store_mark default values")


def downgrade() -> None:
    op.drop_table("store_mark")
    op.drop_column("wrapped_key", "not_before")
    op.drop_index("uq_week_key_current", "week_key")
    op.drop_constraint("ck_week_key_destroyed", "week_key")
    op.execute("delete from week_key where wrapped is null")
    for column in ("destroyed_at", "retired_at", "is_current", "root_id"):
        op.drop_column("week_key", column)
    op.alter_column("week_key", "wrapped", nullable=False, comment="under the root")
