"""Processes and releases in flight, revocations, and the pairs being closed."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
    create table instance (
        id integer generated always as identity,
        host varchar(120) not null,
        pid integer not null,
        pid_start bigint not null,
        postmaster_start timestamptz not null,
        registered_at timestamptz default now() not null,
        constraint pk_instance primary key (id)
    );
    create table in_flight (
        id uuid not null,
        case_id uuid not null,
        recipient varchar(60) not null,
        instance_id integer not null,
        row_ids uuid[] not null,
        began_at timestamptz default now() not null,
        sent_at timestamptz,
        constraint pk_in_flight primary key (id)
    );
    create index ix_in_flight_open on in_flight (case_id, recipient) where sent_at is null;
    create index ix_in_flight_sent on in_flight (sent_at) where sent_at is not null;
    create table revocation (
        id uuid not null,
        case_id uuid not null,
        kind varchar(10) not null,
        party varchar(60),
        category varchar(30),
        channel varchar(20) not null,
        by_person boolean not null,
        by_unit varchar(60),
        by_function varchar(80),
        said_on date not null,
        received_at timestamptz not null,
        effective_at timestamptz,
        enforced_at timestamptz,
        constraint pk_revocation primary key (id),
        constraint ck_revocation_kind check (kind in ('all', 'party', 'category'))
    );
    create index ix_revocation_case on revocation (case_id);
    create index ix_revocation_open on revocation (id) where enforced_at is null;
    create table pair_closing (
        id uuid not null,
        revocation_id uuid,
        case_id uuid not null,
        recipient varchar(60) not null,
        reason varchar(12) not null,
        row_ids uuid[] not null,
        closed_at timestamptz,
        enforced_at timestamptz,
        constraint pk_pair_closing primary key (id),
        constraint ck_pair_closing_reason check (reason in ('aterkallat', 'utganget', 'makulerat')),
        constraint fk_pair_closing_revocation_id_revocation foreign key(revocation_id) references revocation (id)
    );
    create index ix_pair_closing_open on pair_closing (case_id) where enforced_at is null;
    create index ix_pair_closing_revocation on pair_closing (revocation_id);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("drop table pair_closing, revocation, in_flight, instance")
