"""What a turn of keys and a restore need to know."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
    create table gate_mark (
        slot smallint not null,
        store_id uuid not null,
        counter bigint not null,
        system varchar(40) not null,
        timeline integer not null,
        constraint pk_gate_mark primary key (slot),
        constraint ck_gate_mark_slot check (slot = 1)
    );
    create table topic_place (
        partition integer not null,
        next_offset bigint not null,
        last_event varchar(60),
        constraint pk_topic_place primary key (partition)
    );
    create table reconciliation (
        id uuid not null,
        at timestamptz not null,
        code varchar(40) not null,
        reason varchar(400),
        used_at timestamptz,
        facts_applied integer not null,
        facts_reported integer not null,
        rows_ended integer not null,
        keys_destroyed integer not null,
        keys_renewed integer not null,
        constraint pk_reconciliation primary key (id)
    );
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("drop table reconciliation, topic_place, gate_mark")
