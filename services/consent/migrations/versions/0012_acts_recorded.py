"""When a makulering, and the end of a mandate, was recorded by the machine's clock: how long it has waited is counted by it."""

from alembic import op

revision = "0012"
down_revision = "0011"

_TABLES = ("annulment", "mandate_end")
_FROM_ID = """
    update {table} set recorded_at
        = to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0)
"""
"""An id (UUID version 7) tells when it was made: 48 bits of milliseconds."""


def upgrade() -> None:
    for table in _TABLES:
        op.execute(f"alter table {table} add column recorded_at timestamptz")
        op.execute(_FROM_ID.format(table=table))
        op.execute(
            f"alter table {table} alter column recorded_at set default clock_timestamp(),"
            " alter column recorded_at set not null"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"alter table {table} drop column recorded_at")
