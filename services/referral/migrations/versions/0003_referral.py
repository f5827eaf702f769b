"""The anmälan, the versions that were sent, the unit's diary, and the samtycke's rows as heard of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATUSES = (
    "'utkast', 'skickad', 'mottagen', 'kompletteras', 'upptagen', 'tas_inte_upp', 'samtycke_aterkallat'"
)


def upgrade() -> None:
    _referral()
    _sent_text()
    _known_row()
    op.create_table(
        "diary",
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "year"),
    )


def _referral() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("dialogue_id", sa.Uuid(), sa.ForeignKey("dialogue.id"), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("team", sa.String(60)),
        sa.Column("dnr", sa.String(20)),
        sa.Column("submitted_at", moment),
        sa.Column("shared_at", moment),
        sa.Column("reviewed_by", sa.String(200)),
        sa.Column("reviewed_function", sa.String(200)),
        sa.Column("reviewed_at", moment),
        sa.Column("note_read", sa.Boolean()),
        sa.Column("carried", postgresql.JSONB(), nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("registration", sa.LargeBinary()),
        sa.CheckConstraint(f"status in ({_STATUSES})", name="status"),
        sa.CheckConstraint(
            "(status = 'utkast') = (submitted_at is null) and (submitted_at is null) = (dnr is null)"
            " and (submitted_at is null) = (registration is null)",
            name="sent_whole",
        ),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (note_read is null)",
            name="reviewed_whole",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dialogue_id"),
        sa.UniqueConstraint("unit", "dnr"),
    )
    op.create_index("ix_referral_unit_index", "referral", ["unit", "person_index"])


def _sent_text() -> None:
    op.create_table(
        "sent_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("referral.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("sent_by", sa.String(200), nullable=False),
        sa.Column("function", sa.String(200)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sent_text_case_id", "sent_text", ["case_id"])


def _known_row() -> None:
    op.create_table(
        "known_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("recipient", sa.String(60), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_known_row_case_id", "known_row", ["case_id"])


def downgrade() -> None:
    for table in ("known_row", "sent_text", "referral", "diary"):
        op.drop_table(table)
