"""How a samtycke was given, what each signature says of each row, makulering, and notices ahead of the last day.

Rows that are there already rest on the signature that they name: which earlier papers said the same is not known.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
    alter table signing drop constraint ck_signing_method;
    alter table signing add constraint ck_signing_method check (method in ('paper', 'oral'));
    alter table signing alter column scan_id drop not null;
    alter table signing add constraint ck_signing_paper_has_scan check ((method = 'paper') = (scan_id is not null));
    alter table signing add column given bytea;
    alter table signing add column annulled_at timestamptz;
    create table row_signing (
        row_id uuid not null,
        signing_id uuid not null,
        valid_from timestamptz not null,
        valid_to timestamptz not null,
        constraint pk_row_signing primary key (row_id, signing_id),
        constraint fk_row_signing_row_id_consent_row foreign key(row_id) references consent_row (id),
        constraint fk_row_signing_signing_id_signing foreign key(signing_id) references signing (id)
    );
    create index ix_row_signing_signing on row_signing (signing_id);
    insert into row_signing (row_id, signing_id, valid_from, valid_to)
        select id, signing_id, valid_from, valid_to from consent_row;
    create table annulment (
        id uuid not null,
        case_id uuid not null,
        signing_id uuid not null,
        reason varchar(20) not null,
        what_was_wrong bytea not null,
        by_subject varchar(200) not null,
        by_unit varchar(60) not null,
        by_function varchar(100),
        received_at timestamptz not null,
        effective_at timestamptz,
        enforced_at timestamptz,
        constraint pk_annulment primary key (id),
        constraint uq_annulment_signing_id unique (signing_id),
        constraint fk_annulment_signing_id_signing foreign key(signing_id) references signing (id),
        constraint ck_annulment_reason check (reason in ('fel_person', 'fel_skanning', 'dubblett', 'fel_uppgifter'))
    );
    create index ix_annulment_open on annulment (id) where enforced_at is null;
    alter table pair_closing add column annulment_id uuid;
    alter table pair_closing add constraint fk_pair_closing_annulment_id_annulment
        foreign key(annulment_id) references annulment (id);
    create index ix_pair_closing_annulment on pair_closing (annulment_id);
    alter table revocation add column direction varchar(10);
    alter table revocation add constraint ck_revocation_direction check (direction in ('till', 'fran'));
    create table mandate_end (
        id uuid not null,
        case_id uuid not null,
        signing_id uuid not null,
        last_day date not null,
        how_known bytea not null,
        by_subject varchar(200) not null,
        by_unit varchar(60) not null,
        by_function varchar(100),
        received_at timestamptz not null,
        constraint pk_mandate_end primary key (id),
        constraint fk_mandate_end_signing_id_signing foreign key(signing_id) references signing (id)
    );
    create index ix_mandate_end_signing on mandate_end (signing_id);
    create table expiry_notice (
        case_id uuid not null,
        ends_at timestamptz not null,
        days smallint not null,
        due_at timestamptz not null,
        noticed_at timestamptz not null,
        constraint pk_expiry_notice primary key (case_id, ends_at, days)
    );
    create index ix_consent_row_active_end on consent_row (valid_to) where state = 'aktiv';
"""

BACK = """
    drop index ix_consent_row_active_end;
    drop table expiry_notice, mandate_end;
    alter table revocation drop column direction;
    alter table pair_closing drop column annulment_id;
    drop table annulment, row_signing;
    alter table signing drop column annulled_at;
    alter table signing drop column given;
    alter table signing drop constraint ck_signing_paper_has_scan;
    alter table signing drop constraint ck_signing_method;
    alter table signing add constraint ck_signing_method check (method in ('paper')) not valid;
"""
"""What was said by word of mouth keeps its row, without a scan: a samtycke is never thrown away by a migration."""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute(BACK)
