"""Which protection a person has, since when, as told by whom; and who lifted it."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = """
    create table protection (
        id uuid not null,
        case_id uuid not null,
        kind varchar(30),
        source varchar(20),
        known_on date not null,
        by_unit varchar(60) not null,
        by_function varchar(100),
        marked_at timestamptz not null,
        lifted_at timestamptz,
        lifting bytea,
        constraint pk_protection primary key (id),
        constraint fk_protection_case_id_case_file foreign key (case_id) references case_file (case_id),
        constraint ck_protection_kind check (kind in ('sekretessmarkering', 'skyddad_folkbokforing')),
        constraint ck_protection_source check (source in ('folkbokforing', 'personen', 'myndighet')),
        constraint ck_protection_lifted_whole check ((lifted_at is null) = (lifting is null))
    );
    create index ix_protection_case on protection (case_id);
    -- Who was marked before marks were kept: known since then, and how is not told.
    insert into protection (id, case_id, known_on, by_unit, marked_at)
        select gen_random_uuid(), case_id, (withheld_since at time zone 'Europe/Stockholm')::date, registering_unit, withheld_since
        from case_file where withheld_since is not null;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("drop table protection")
