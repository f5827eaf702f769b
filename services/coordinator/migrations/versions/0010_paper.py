"""Anmälningar that came on paper, their scans, and stands on two akter of one person.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "paper",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("registered_at", moment, nullable=False),
        sa.Column("by_letter", sa.Boolean, nullable=False),
        sa.Column("admitted_at", moment),
        sa.Column("returned_on", sa.Date),
        sa.Column("destroyed_at", moment),
        sa.Column("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("case_id", name="pk_paper"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name="fk_paper_case_id_akt"),
    )
    op.create_table(
        "paper_scan",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("stored_at", moment, nullable=False),
        sa.Column("metadata_found", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper_scan"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name="fk_paper_scan_case_id_akt"),
    )
    op.create_index("ix_paper_scan_case_id", "paper_scan", ["case_id"])
    op.create_table(
        "same_person",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_same_person"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name="fk_same_person_case_id_akt"),
    )
    op.create_index("ix_same_person_case_id", "same_person", ["case_id"])


def downgrade() -> None:
    for table in ("same_person", "paper_scan", "paper"):
        op.drop_table(table)
