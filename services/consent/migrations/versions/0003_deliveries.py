"""Aliases with their counters, sealed records and their sections, the disclosure log."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
    create table case_participants (
        case_id uuid not null,
        sender varchar(60) not null,
        team varchar(60) not null,
        erased_at timestamptz,
        constraint pk_case_participants primary key (case_id)
    );
    create table alias (
        case_id uuid not null,
        recipient varchar(60) not null,
        alias uuid not null,
        control_public bytea not null,
        epoch integer not null,
        last_sequence bigint not null,
        constraint pk_alias primary key (case_id, recipient),
        constraint ck_alias_epoch_counts check (epoch >= 1),
        constraint ck_alias_sequence_counts check (last_sequence >= 0),
        constraint uq_alias_alias unique (alias)
    );
    create table delivery (
        event_id uuid not null,
        position bigint generated always as identity,
        written_in bigint default (pg_current_xact_id()::text::bigint) not null,
        case_id uuid not null,
        recipient varchar(60) not null,
        alias uuid not null,
        epoch integer not null,
        sequence bigint not null,
        source_event_id uuid,
        kind varchar(10) not null,
        type varchar(40) not null,
        record bytea not null,
        made_at timestamptz not null,
        constraint pk_delivery primary key (event_id),
        constraint ck_delivery_kind check (kind in ('document', 'control')),
        constraint uq_delivery_number unique (alias, epoch, sequence),
        constraint uq_delivery_source_event unique (source_event_id, recipient),
        constraint uq_delivery_position unique (position)
    );
    create index ix_delivery_case on delivery (case_id, recipient);
    create index ix_delivery_feed on delivery (recipient, written_in, position);
    create table delivery_section (
        event_id uuid not null,
        index smallint not null,
        row_id uuid,
        category varchar(30) not null,
        source varchar(60) not null,
        wrapped_dek bytea,
        constraint pk_delivery_section primary key (event_id, index),
        constraint fk_delivery_section_event_id_delivery foreign key(event_id) references delivery (event_id)
    );
    create index ix_delivery_section_row on delivery_section (row_id);
    create table leaf (
        id uuid not null,
        case_id uuid not null,
        recipient varchar(60) not null,
        event_id uuid not null,
        index smallint not null,
        at timestamptz not null,
        body bytea not null,
        constraint pk_leaf primary key (id)
    );
    create index ix_leaf_case on leaf (case_id);
    create index ix_leaf_event on leaf (event_id);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("drop table leaf, delivery_section, delivery, alias, case_participants")
