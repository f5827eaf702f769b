"""What was said in a meeting, and the day after which a case needs no samtycke."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
    create table spoken (
        id uuid not null,
        case_id uuid not null,
        source_event_id uuid not null,
        recipient varchar(60) not null,
        source varchar(60) not null,
        category varchar(30) not null,
        row_id uuid,
        constraint pk_spoken primary key (id),
        constraint uq_spoken_source_event unique (source_event_id, recipient)
    );
    create index ix_spoken_case on spoken (case_id);
    alter table case_file add column ends_at timestamptz;
    alter table consent_row drop constraint ck_consent_row_some_time;
    alter table consent_row add constraint ck_consent_row_some_time check (valid_from <= valid_to);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute(
        "alter table consent_row drop constraint ck_consent_row_some_time;"
        "alter table consent_row add constraint ck_consent_row_some_time check (valid_from < valid_to) not valid;"
        "alter table case_file drop column ends_at;"
        "drop table spoken"
    )
