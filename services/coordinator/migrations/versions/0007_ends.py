"""Ends and what follows: outcomes, answered questions, acknowledged stops, the follow-up.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("akt", sa.Column("since", sa.Date))
    op.execute("update akt set since = (received_at at time zone 'Europe/Stockholm')::date")
    op.alter_column("akt", "since", nullable=False)
    op.add_column("akt", sa.Column("closing", sa.LargeBinary))
    op.add_column("part", sa.Column("type", sa.Text, nullable=False, server_default="anmalan"))
    op.alter_column("part", "type", server_default=None)
    op.alter_column("question", "party", nullable=True)
    op.add_column("question", sa.Column("about", sa.Uuid))
    op.add_column("question", sa.Column("kind", sa.LargeBinary))
    op.add_column("question", sa.Column("answered_at", MOMENT))
    op.add_column("question", sa.Column("decision", sa.LargeBinary))
    op.create_table(
        "stop_acknowledgement",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ground", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_stop_acknowledgement"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name="fk_stop_acknowledgement_case_id_akt"),
    )
    op.create_index("ix_stop_acknowledgement_case_id", "stop_acknowledgement", ["case_id"])
    op.create_table(
        "followup",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("plan_id", sa.Uuid, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("planned_for", sa.Date),
        sa.Column("recorded_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_followup"),
    )
    op.create_index("ix_followup_case_id", "followup", ["case_id"])
    op.create_table(
        "outcome_count",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team", "year", "outcome", name="pk_outcome_count"),
    )


def downgrade() -> None:
    for name in ("outcome_count", "followup", "stop_acknowledgement"):
        op.drop_table(name)
    for name in ("decision", "answered_at", "kind", "about"):
        op.drop_column("question", name)
    op.execute("delete from question where party is null")
    op.alter_column("question", "party", nullable=False)
    op.drop_column("part", "type")
    op.drop_column("akt", "closing")
    op.drop_column("akt", "since")
