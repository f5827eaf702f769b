"""How an anmälan ends: taken back by its sender, or as sent in error, event by event."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.erasure.tables import create_erasure, drop_erasure

revision = "0006"
down_revision = "0005"

_BEFORE = "'utkast', 'skickad', 'mottagen', 'kompletteras', 'upptagen', 'tas_inte_upp', 'samtycke_aterkallat'"
_SENT_BEFORE = """
    insert into sent_event (event_id, case_id, fact, text_id, categories, at)
    select h.event_id, h.case_id, h.fact, (
        select s.id from sent_text s where s.case_id = h.case_id and s.at <= h.at order by s.at desc, s.id desc limit 1
    ), '[]', h.at from (
        select event_id, case_id, split_part(type, '.', 4) as fact,
            (convert_from(envelope, 'UTF8')::jsonb ->> 'time')::timestamptz as at
        from event_history where sections is not null
    ) h join referral r on r.id = h.case_id
"""
"""What was sent before this table was there: which version an event carried follows from their times."""


def upgrade() -> None:
    _statuses(f"{_BEFORE}, 'tillbakadragen', 'atertagen'")
    op.add_column("referral", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.add_column("referral", sa.Column("withdrawal", sa.LargeBinary()))
    op.create_check_constraint("withdrawn_whole", "referral", "(withdrawn_at is null) = (withdrawal is null)")
    _retraction()
    op.execute(_SENT_BEFORE)
    op.execute(
        "update sent_event e set categories = coalesce((select jsonb_agg(c.key) from referral r,"
        " jsonb_each_text(r.carried) c where r.id = e.case_id and c.value = e.event_id::text), '[]')"
    )

    create_erasure(op)


def _retraction() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "retraction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("referral.id"), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_retraction_case_id", "retraction", ["case_id"])
    op.add_column("sent_text", sa.Column("retraction_id", sa.Uuid(), sa.ForeignKey("retraction.id")))
    op.create_table(
        "sent_event",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("referral.id"), nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("text_id", sa.Uuid(), sa.ForeignKey("sent_text.id")),
        sa.Column("categories", postgresql.JSONB(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("retraction_id", sa.Uuid(), sa.ForeignKey("retraction.id")),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("ix_sent_event_case_id", "sent_event", ["case_id"])


def downgrade() -> None:
    drop_erasure(op)
    op.drop_table("sent_event")
    op.drop_column("sent_text", "retraction_id")
    op.drop_table("retraction")
    op.execute(
        "update referral set status = 'samtycke_aterkallat' where status in ('tillbakadragen', 'atertagen')"
    )
    op.drop_constraint("ck_referral_withdrawn_whole", "referral")
    op.drop_column("referral", "withdrawal")
    op.drop_column("referral", "withdrawn_at")
    _statuses(_BEFORE)


def _statuses(allowed: str) -> None:
    op.drop_constraint("ck_referral_status", "referral")
    op.create_check_constraint("status", "referral", f"status in ({allowed})")
