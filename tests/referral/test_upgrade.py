"""A database with anmälningar from before the whole form is brought up to date, and down again, with its rows."""

from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from services.referral.tables import metadata
from shared.revisions import versions_of
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real

BEFORE, AFTER = "0004", "0005"
DRAFT, SENT = UUID(int=1), UUID(int=2)
_DIALOGUE = text(
    "insert into dialogue values (:id, 'soc-sodermalm', 'anmalare', '2026-01-15T10:00Z', '2026-01-15', 'mote',"
    " 'i', 's', 's', 's', 's', 's')"
)
_REFERRAL = text(
    "insert into referral (id, unit, dialogue_id, created_by, created_at, version, status, dnr, submitted_at,"
    " registration, reviewed_by, reviewed_at, note_read, carried, shared_with, person_index, content)"
    " values (:id, 'soc-sodermalm', :id, 'anmalare', '2026-01-15T10:00Z', 1, :status, :dnr, :sent, :sealed,"
    " 'anmalare', '2026-02-01T10:00Z', false, '{}', '[]', 'i', 's')"
)


def migrate(connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "shared/migrations_env")
    config.set_main_option("version_locations", str(versions_of("services.referral")))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(metadata=metadata, connection=connection)
    current = connection.execute(text("select to_regclass('alembic_version')")).scalar()
    down = current and connection.execute(text("select version_num from alembic_version")).scalar() > revision
    (command.downgrade if down else command.upgrade)(config, revision)
    connection.commit()


def test_rows_from_before_stay_and_a_draft_counts_from_its_last_change(infra: Infrastructure) -> None:
    engine = create_engine(infra.create_database("referral_before"))
    with engine.connect() as connection:
        migrate(connection, BEFORE)
        for ident, status in ((DRAFT, "utkast"), (SENT, "skickad")):
            sent = None if status == "utkast" else "2026-02-02T10:00Z"
            values = {"id": ident, "status": status, "sent": sent, "dnr": sent and "ANM-2026-000001"}
            connection.execute(_DIALOGUE, {"id": ident})
            connection.execute(_REFERRAL, {**values, "sealed": sent and b"s"})
        connection.commit()

        migrate(connection, AFTER)
        rows = connection.execute(
            text("select status, touched_at::date::text, leaves_since from referral order by id")
        )
        assert [tuple(row) for row in rows] == [
            ("utkast", "2026-02-01", None),
            ("skickad", "2026-02-01", None),
        ]

        migrate(connection, BEFORE)
        assert connection.execute(text("select count(*) from referral")).scalar() == 2
        migrate(connection, AFTER)
    engine.dispose()
