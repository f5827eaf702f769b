"""By whom a withdrawal was said: a code, in the open, for a withdrawal does not wait for a key."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("alter table revocation add column said_by varchar(20) not null default 'person'")
    op.execute(
        "alter table revocation add constraint ck_revocation_said_by"
        " check (said_by in ('person', 'guardian', 'person_and_guardian', 'representative'))"
    )


def downgrade() -> None:
    op.execute("alter table revocation drop constraint ck_revocation_said_by")
    op.execute("alter table revocation drop column said_by")
