"""Cases, scans, signatures and rows of the samtycke."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _case_tables()
    _scan()
    _signing()
    _consent_row()


def _case_tables() -> None:
    op.create_table(
        "case_file",
        sa.Column("case_id", sa.Uuid(), primary_key=True),
        sa.Column("person_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("registering_unit", sa.String(60), nullable=False),
        sa.Column("team", sa.String(60), nullable=True),
        sa.Column("withheld_since", _MOMENT, nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_case_file_person_hash", "case_file", ["person_hash"])
    op.create_table(
        "case_person",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.case_id"), primary_key=True),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
    )


def _scan() -> None:
    op.create_table(
        "scan",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.case_id"), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("media_type", sa.String(30), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("metadata_found", sa.Boolean(), nullable=False),
        sa.Column("stored_at", _MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_scan_case_id", "scan", ["case_id"])


def _signing() -> None:
    op.create_table(
        "signing",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.case_id"), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("text_id", sa.String(20), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("scan_id", sa.Uuid(), sa.ForeignKey("scan.id"), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("exclusions", postgresql.JSONB(), nullable=False),
        sa.Column("exclusion_note", sa.LargeBinary(), nullable=True),
        sa.Column("statistics", sa.Boolean(), nullable=False),
        sa.Column("contact_by_message", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=False),
        sa.Column("attested_by", sa.String(200), nullable=False),
        sa.Column("attested_unit", sa.String(60), nullable=False),
        sa.Column("attested_function", sa.String(100), nullable=True),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("effective_at", _MOMENT, nullable=False),
        sa.CheckConstraint("method in ('paper')", name="method"),
        sa.CheckConstraint("signed_on <= valid_from and valid_from <= valid_to", name="days_in_order"),
    )
    op.create_index("ix_signing_case_id", "signing", ["case_id"])


def _consent_row() -> None:
    op.create_table(
        "consent_row",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("case_file.case_id"), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(60), nullable=False),
        sa.Column("category", sa.String(30), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_to", _MOMENT, nullable=False),
        sa.Column("signing_id", sa.Uuid(), sa.ForeignKey("signing.id"), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by_revocation", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state in ('aktiv', 'aterkallat', 'utganget', 'makulerat')", name="state"),
        sa.CheckConstraint("source <> recipient", name="two_units"),
        sa.CheckConstraint("valid_from < valid_to", name="some_time"),
        sa.CheckConstraint("(state = 'aktiv') = (ended_at is null)", name="end_is_known"),
    )
    op.create_index(
        "uq_consent_row_active",
        "consent_row",
        ["case_id", "source", "recipient", "category"],
        unique=True,
        postgresql_where=sa.text("state = 'aktiv'"),
    )
    op.create_index("ix_consent_row_case_recipient", "consent_row", ["case_id", "recipient"])


def downgrade() -> None:
    for table in ("consent_row", "signing", "scan", "case_person", "case_file"):
        op.drop_table(table)
