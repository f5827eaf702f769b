"""The receipts of what was given, changed and ended, and how each was handed over."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
    create table receipt (
        id uuid not null,
        case_id uuid not null,
        what varchar(12) not null,
        about_id uuid not null,
        locale varchar(20) not null,
        made_at timestamptz not null,
        body bytea not null,
        constraint pk_receipt primary key (id),
        constraint uq_receipt_what unique (what, about_id),
        constraint ck_receipt_what check (
            what in ('givet', 'andrat', 'forkortat', 'aterkallat', 'utganget', 'makulerat')
        ),
        constraint fk_receipt_case_id_case_file foreign key (case_id) references case_file (case_id)
    );
    create index ix_receipt_case on receipt (case_id);
    create table receipt_row (
        receipt_id uuid not null,
        row_id uuid not null,
        constraint pk_receipt_row primary key (receipt_id, row_id),
        constraint fk_receipt_row_receipt_id_receipt foreign key (receipt_id) references receipt (id),
        constraint fk_receipt_row_row_id_consent_row foreign key (row_id) references consent_row (id)
    );
    create index ix_receipt_row_row on receipt_row (row_id);
    create table hand_over (
        id uuid not null,
        receipt_id uuid not null,
        how varchar(16) not null,
        handed_on date not null,
        unit varchar(60),
        function varchar(100),
        noted_at timestamptz not null,
        constraint pk_hand_over primary key (id),
        constraint ck_hand_over_how check (how in ('i_handen', 'post', 'postformedling', 'egen_vy', 'faller')),
        constraint fk_hand_over_receipt_id_receipt foreign key (receipt_id) references receipt (id)
    );
    create index ix_hand_over_receipt on hand_over (receipt_id);
    alter table signing alter column locale type varchar(20);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute(
        "drop table hand_over, receipt_row, receipt;"
        # An easy-to-read paper keeps its text's id; only the name of its locale is cut.
        "alter table signing alter column locale type varchar(10) using left(locale, 10)"
    )
