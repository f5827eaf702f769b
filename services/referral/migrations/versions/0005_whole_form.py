"""The whole form needs no column: content is sealed JSON, and what was written before a field existed lacks it.

Drafts get the day they were touched last, so that they can be removed by rule; a count stays of those that were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("referral", sa.Column("touched_at", moment))
    op.execute("update referral set touched_at = coalesce(greatest(reviewed_at, created_at), created_at)")
    op.alter_column("referral", "touched_at", nullable=False)
    op.add_column("referral", sa.Column("leaves_since", moment))
    op.create_check_constraint("only_drafts_leave", "referral", "leaves_since is null or status = 'utkast'")
    op.create_index(
        "ix_referral_untouched", "referral", ["touched_at"], postgresql_where=sa.text("status = 'utkast'")
    )
    op.add_column("sent_text", sa.Column("reason", sa.LargeBinary()))
    op.create_table(
        "removed",
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('utkast', 'dialog')", name="kind"),
        sa.PrimaryKeyConstraint("unit", "year", "kind"),
    )


def downgrade() -> None:
    op.drop_table("removed")
    op.drop_column("sent_text", "reason")
    op.drop_column("referral", "leaves_since")
    op.drop_column("referral", "touched_at")
