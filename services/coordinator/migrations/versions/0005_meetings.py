"""Meetings and who is called to them; no two of a team at the same time.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # A trusted extension since PostgreSQL 13: the role that owns the database may create it, no superuser is needed.
    op.execute("create extension if not exists btree_gist")
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("plan_id", sa.Uuid),
        sa.Column("during", TSTZRANGE, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("called_at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("record", sa.LargeBinary),
        sa.Column("need_said_at", MOMENT),
        sa.Column("need", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name="fk_meeting_case_id_akt"),
        ExcludeConstraint(
            ("team", "="),
            ("during", "&&"),
            name="ex_meeting_one_at_a_time",
            using="gist",
            where=sa.text("state <> 'installt'"),
        ),
    )
    op.create_index("ix_meeting_case_id", "meeting", ["case_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("invited", sa.Text, nullable=False),
        sa.Column("fallen_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_invitation_meeting_id_meeting"),
        sa.UniqueConstraint("meeting_id", "invited", name="uq_invitation_meeting_id_invited"),
    )
    op.create_index("ix_invitation_meeting_id", "invitation", ["meeting_id"])


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("meeting")
    op.execute("drop extension btree_gist")
