"""The gemensam plan: plans, delmål, versions, answers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid, nullable=False),
        _case("plan"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("parties", postgresql.JSONB, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("case_id", "number", name="uq_plan_case_id"),
        sa.UniqueConstraint("meeting_id", name="uq_plan_meeting_id"),
    )
    op.create_index("ix_plan_case_id", "plan", ["case_id"])
    op.create_index(
        "ix_plan_in_force", "plan", ["case_id"], unique=True, postgresql_where=sa.text("state = 'galler'")
    )
    op.create_table(
        "delmal",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column(
            "plan_id", sa.Uuid, sa.ForeignKey("plan.id", name="fk_delmal_plan_id_plan"), nullable=False
        ),
        _case("delmal"),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("responsible", sa.Text),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delmal"),
    )
    op.create_index("ix_delmal_plan_id", "delmal", ["plan_id"])
    op.create_index("ix_delmal_case_id", "delmal", ["case_id"])
    op.create_table(
        "delmal_entry",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column(
            "delmal_id",
            sa.Uuid,
            sa.ForeignKey("delmal.id", name="fk_delmal_entry_delmal_id_delmal"),
            nullable=False,
        ),
        _case("delmal_entry"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("text", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_delmal_entry"),
    )
    op.create_index("ix_delmal_entry_delmal_id", "delmal_entry", ["delmal_id"])
    op.create_index("ix_delmal_entry_case_id", "delmal_entry", ["case_id"])
    op.create_table(
        "plan_version",
        sa.Column(
            "plan_id", sa.Uuid, sa.ForeignKey("plan.id", name="fk_plan_version_plan_id_plan"), nullable=False
        ),
        sa.Column("version", sa.Integer, nullable=False),
        _case("plan_version"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "version", name="pk_plan_version"),
    )
    op.create_index("ix_plan_version_case_id", "plan_version", ["case_id"])


def downgrade() -> None:
    for name in ("plan_version", "delmal_entry", "delmal", "plan"):
        op.drop_table(name)


def _case(table: str) -> sa.Column:
    key = sa.ForeignKey("akt.case_id", name=f"fk_{table}_case_id_akt")
    return sa.Column("case_id", sa.Uuid, key, nullable=False)
