-- The tables of the mechanisms as every service's first migration makes them. A later change is a migration of its
-- own; this file is history and stays as it is.
create table outbox (
    id bigint generated always as identity,
    event_id uuid not null,
    topic varchar(200) not null,
    key bytea not null,
    headers jsonb not null,
    body bytea not null,
    staged_at timestamptz not null default clock_timestamp(),
    parked_at timestamptz,
    failure varchar(100),
    constraint pk_outbox primary key (id),
    constraint uq_outbox_event_id unique (event_id)
);
comment on table outbox is
    'Records on their way to Kafka, exactly as they will be sent; a row is deleted when it is acknowledged';
create index ix_outbox_parked on outbox (topic, key) where parked_at is not null;

create table event_history (
    event_id uuid not null,
    case_id uuid not null,
    number bigint not null,
    type varchar(200) not null,
    envelope bytea not null,
    sections bytea,
    staged_at timestamptz not null default clock_timestamp(),
    constraint pk_event_history primary key (event_id),
    constraint uq_event_history_case_id_number unique (case_id, number)
);
comment on table event_history is
    'Every fact, for ever: the envelope without its sections, and these under the key of the case';

create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'event_history is only added to' using errcode = 'restrict_violation'; end $$;
create trigger event_history_is_only_added_to before update or delete or truncate on event_history
    for each statement execute function refuse_change();

create table case_number (
    case_id uuid not null,
    number bigint not null,
    constraint pk_case_number primary key (case_id)
);
comment on table case_number is
    'The last number given to an event of a case; its row lock puts its writers in order';

create table inbox (
    id bigint generated always as identity,
    topic varchar(200) not null,
    key text not null,
    source varchar(200) not null,
    event_id varchar(60) not null,
    number bigint,
    type varchar(200),
    body bytea not null,
    received_at timestamptz not null default clock_timestamp(),
    handled_at timestamptz,
    parked_at timestamptz,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null default clock_timestamp(),
    failure varchar(100),
    constraint pk_inbox primary key (id),
    constraint uq_inbox_source_event_id unique (source, event_id)
);
comment on table inbox is
    'Records as they were read; what is handled keeps its row, without its sections';
create index ix_inbox_waiting on inbox (topic, key, number) where handled_at is null;

create table inbox_progress (
    topic varchar(200) not null,
    key text not null,
    number bigint not null,
    moved_at timestamptz not null default clock_timestamp(),
    constraint pk_inbox_progress primary key (topic, key)
);
comment on table inbox_progress is
    'The number last handled of each topic and key: only the next one may come';

create table idempotency (
    key bytea not null,
    fingerprint bytea not null,
    status integer,
    headers jsonb,
    body jsonb,
    created_at timestamptz not null default clock_timestamp(),
    constraint pk_idempotency primary key (key)
);
comment on table idempotency is
    'Commands that were carried out, with their answers (which hold no personal data)';
create index ix_idempotency_created_at on idempotency (created_at);

create table read_log (
    id bigint generated always as identity,
    case_id uuid not null,
    at timestamptz not null default clock_timestamp(),
    subject varchar(200) not null,
    unit varchar(60),
    function varchar(200),
    roles varchar(200) not null,
    client_id varchar(60),
    purpose varchar(60) not null,
    constraint pk_read_log primary key (id)
);
comment on table read_log is
    'Every read of a case: who, in which function, why';
create index ix_read_log_case_id on read_log (case_id);
