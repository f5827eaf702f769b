"""What an akt holds: sections, kompletteringar asked for, notices, questions.

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

MOMENT = sa.DateTime(timezone=True)


def _table(name: str, key: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column(key, sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["case_id"], ["akt.case_id"], name=f"fk_{name}_case_id_akt"),
    )
    op.create_index(f"ix_{name}_case_id", name, ["case_id"])


def upgrade() -> None:
    _table(
        "part",
        "id",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("document", sa.Uuid, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _table(
        "supplement_request",
        "id",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("respond_by", sa.Date, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    _table(
        "notice",
        "event_id",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("scope", JSONB, nullable=False),
        sa.Column("document", sa.Uuid),
    )
    _table(
        "question",
        "id",
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    for name in ("question", "notice", "supplement_request", "part"):
        op.drop_table(name)
