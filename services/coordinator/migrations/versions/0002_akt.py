"""The team's akter and its register.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "akt",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("person_index", sa.LargeBinary),
        sa.Column("decision", sa.LargeBinary),
        sa.PrimaryKeyConstraint("case_id", name="pk_akt"),
        sa.UniqueConstraint("number", name="uq_akt_number"),
    )
    op.create_index("ix_akt_team_status", "akt", ["team", "status"])
    op.create_index("ix_akt_person_index", "akt", ["person_index"])
    op.create_table(
        "register",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team", "year", name="pk_register"),
    )


def downgrade() -> None:
    op.drop_table("register")
    op.drop_table("akt")
