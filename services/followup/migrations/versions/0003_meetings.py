"""All meetings that are called to a follow-up, and the day of the last one that dealt with nothing.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CALLED = (
    "update follow_up set meetings = jsonb_build_array(jsonb_build_object('id', meeting_id,"
    " 'starts_at', to_char(meeting_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')))"
    " where meeting_id is not null and meeting_at is not null and status = 'kallad'"
)
FIRST = (
    "update follow_up set meeting_id = (meetings -> 0 ->> 'id')::uuid,"
    " meeting_at = (meetings -> 0 ->> 'starts_at')::timestamptz"
)


def upgrade() -> None:
    op.add_column(
        "follow_up", sa.Column("meetings", JSONB, nullable=False, server_default=sa.text("'[]'::jsonb"))
    )
    op.add_column("follow_up", sa.Column("adjourned_on", sa.Date))
    op.execute(CALLED)
    op.alter_column("follow_up", "meetings", server_default=None)
    op.drop_column("follow_up", "meeting_id")
    op.drop_column("follow_up", "meeting_at")


def downgrade() -> None:
    op.add_column("follow_up", sa.Column("meeting_id", sa.Uuid))
    op.add_column("follow_up", sa.Column("meeting_at", sa.DateTime(timezone=True)))
    op.execute(FIRST)
    op.drop_column("follow_up", "adjourned_on")
    op.drop_column("follow_up", "meetings")
