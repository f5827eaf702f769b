"""Why rows got an earlier last day stands in the open beside the receipt: her pages and letters tell it without a key.

Of receipts from before it is in their sealed words alone.
"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("alter table receipt add column cause varchar(24)")
    op.execute(
        "alter table receipt add constraint ck_receipt_cause check"
        " (cause in ('anmalan_atertagen', 'samarbetet_avslutat', 'uppdraget_upphor', 'enheten_upphor'))"
    )


def downgrade() -> None:
    op.execute("alter table receipt drop constraint ck_receipt_cause")
    op.execute("alter table receipt drop column cause")
