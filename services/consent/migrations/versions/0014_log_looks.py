"""What the log's last look through itself found: shared by all instances, so that each of them can say it."""

from alembic import op

revision = "0014"
down_revision = "0013"

TABLE = """
    create table log_look (
        slot smallint not null,
        ended_at timestamptz not null,
        found integer not null,
        constraint pk_log_look primary key (slot),
        constraint ck_log_look_slot check (slot = 1)
    )
"""


def upgrade() -> None:
    op.execute(TABLE)


def downgrade() -> None:
    op.execute("drop table log_look")
