"""Follow-ups, what the clock has told, answers, moves; what is remembered of a samtycke; counts.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("status in ('planerad', 'kallad', 'genomford', 'vantar_ny_plan')")


def _part(name: str, *columns: sa.Column, extra: tuple[sa.UniqueConstraint, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("followup_id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["followup_id"], ["follow_up.id"], name=f"fk_{name}_followup_id_follow_up"),
        *extra,
    )
    op.create_index(f"ix_{name}_followup_id", name, ["followup_id"])
    op.create_index(f"ix_{name}_case_id", name, ["case_id"])


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("plan_id", sa.Uuid, nullable=False),
        sa.Column("plan", JSONB, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("planned_for", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("meeting_id", sa.Uuid),
        sa.Column("meeting_at", MOMENT),
        sa.Column("held_at", MOMENT),
        sa.Column("recorded_at", MOMENT),
        sa.Column("plan_by", sa.Date),
        sa.Column("ended_by", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("look_at", MOMENT),
        sa.Column("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
    )
    op.create_index("uq_follow_up_open_case", "follow_up", ["case_id"], unique=True, postgresql_where=OPEN)
    op.create_index("uq_follow_up_open_plan", "follow_up", ["plan_id"], unique=True, postgresql_where=OPEN)
    op.create_index("ix_follow_up_team_status", "follow_up", ["team", "status"])
    op.create_index("ix_follow_up_case_id", "follow_up", ["case_id"])
    op.create_index("ix_follow_up_look_at", "follow_up", ["look_at"])
    _part(
        "notice",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("parties", JSONB, nullable=False),
        extra=(sa.UniqueConstraint("followup_id", "kind", "key", name="uq_notice_once"),),
    )
    _part(
        "answer",
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _part(
        "rescheduling",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("to_day", sa.Date, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "consent_row",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("valid_to", MOMENT),
        sa.Column("ended", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_consent_row"),
    )
    op.create_index("ix_consent_row_case_id", "consent_row", ["case_id"])
    op.create_table(
        "outcome_count",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("main", sa.Boolean, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team", "year", "outcome", "main", name="pk_outcome_count"),
    )


def downgrade() -> None:
    for name in ("outcome_count", "consent_row", "rescheduling", "answer", "notice", "follow_up"):
        op.drop_table(name)
