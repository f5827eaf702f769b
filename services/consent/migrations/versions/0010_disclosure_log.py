"""The numbered log and its checkpoints; when a withdrawal was recorded by the machine's clock; synthetic withdrawals."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
    alter table leaf add column number bigint;
    alter table leaf add constraint uq_leaf_number unique (number);
    create index ix_leaf_unnumbered on leaf (id) where number is null;
    create table log_entry (
        number bigint not null,
        leaf_id uuid not null,
        body bytea not null,
        numbered_at timestamptz default clock_timestamp() not null,
        constraint pk_log_entry primary key (number),
        constraint ck_log_entry_number_counts check (number >= 0),
        constraint uq_log_entry_leaf_id unique (leaf_id)
    );
    create table log_node (
        level smallint not null,
        place bigint not null,
        hash bytea not null,
        constraint pk_log_node primary key (level, place)
    );
    create table log_checkpoint (
        size bigint not null,
        note text not null,
        signed_at timestamptz default clock_timestamp() not null,
        constraint pk_log_checkpoint primary key (size)
    );
    create index ix_log_checkpoint_signed_at on log_checkpoint (signed_at);
    create table log_signer (
        id uuid not null,
        line text not null,
        from_size bigint not null,
        turn text,
        made_at timestamptz not null,
        constraint pk_log_signer primary key (id),
        constraint uq_log_signer_line unique (line)
    );
    create function refuse_change_of_log() returns trigger language plpgsql as
    $$ begin raise exception 'the log is only added to' using errcode = 'restrict_violation'; end $$;
    create trigger log_entry_is_only_added_to before update or delete on log_entry
        for each statement execute function refuse_change_of_log();
    create trigger log_node_is_only_added_to before update or delete on log_node
        for each statement execute function refuse_change_of_log();
    create trigger log_checkpoint_is_only_added_to before update or delete on log_checkpoint
        for each statement execute function refuse_change_of_log();
    create trigger log_signer_is_only_added_to before update or delete on log_signer
        for each statement execute function refuse_change_of_log();
    create table probe (
        case_id uuid not null,
        began_at timestamptz default clock_timestamp() not null,
        ended_at timestamptz,
        seconds double precision,
        failure varchar(40),
        constraint pk_probe primary key (case_id)
    );
    create index ix_probe_began_at on probe (began_at);
    create index ix_probe_well on probe (ended_at) where failure is null;
    alter table revocation add column recorded_at timestamptz default clock_timestamp() not null;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute(
        "alter table revocation drop column recorded_at;"
        "drop table probe, log_signer, log_checkpoint, log_node, log_entry;"
        "drop function refuse_change_of_log();"
        "alter table leaf drop column number"
    )
