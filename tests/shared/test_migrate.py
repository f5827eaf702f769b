"""The mechanisms' tables as the first migration makes them are those that the code declares."""

import asyncio
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect

from shared.db import NAMING
from shared.keydb.tables import metadata as key_tables
from shared.migrate import KEYS, check, downgrade, upgrade
from shared.revisions import Revisions, revisions_of, versions_of
from shared.tables import add_mechanisms, create_mechanisms, drop_mechanisms
from tests.infrastructure import Infrastructure


@pytest.fixture
def url(infra: Infrastructure) -> Iterator[str]:
    return infra.create_database("migrate")


def declared() -> MetaData:
    metadata = MetaData(naming_convention=NAMING)
    add_mechanisms(metadata)
    return metadata


class TestMechanisms:
    def test_are_made_as_they_are_declared_and_taken_away_again(self, url: str) -> None:
        engine = create_engine(url)
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            create_mechanisms(Operations(context))
            assert compare_metadata(context, declared()) == []
            names = {
                name
                for table in declared().tables
                for kind in ("get_indexes", "get_unique_constraints")
                for name in [one["name"] for one in getattr(inspect(connection), kind)(table)]
            }
            assert names >= {"ix_outbox_parked", "ix_inbox_waiting", "uq_inbox_source_event_id"}
            drop_mechanisms(Operations(context))
            assert inspect(connection).get_table_names() == []
        engine.dispose()

    def test_say_of_every_column_how_it_is_protected(self) -> None:
        columns = [
            column
            for metadata in (declared(), key_tables)
            for table in metadata.sorted_tables
            for column in table.columns
        ]
        unmarked = [
            str(column)
            for column in columns
            if column.info.get("protection") not in ("open", "sealed", "hashed")
        ]
        assert unmarked == []


class TestMigrate:
    def test_brings_a_key_database_up_and_down_without_drift(self, url: str) -> None:
        upgrade(KEYS, url)
        upgrade(KEYS, url)
        check(KEYS, url)
        downgrade(KEYS, url)

    async def test_lets_replicas_that_start_together_wait_for_each_other(self, url: str) -> None:
        await asyncio.gather(*(asyncio.to_thread(upgrade, KEYS, url) for _ in range(3)))
        check(KEYS, url)


class TestRevisions:
    @pytest.mark.parametrize(
        "package", ["services.referral", "services.consent", "services.coordinator", KEYS]
    )
    def test_reads_from_the_files_what_alembic_says(self, package: str) -> None:
        script = ScriptDirectory("shared/migrations_env", version_locations=[versions_of(package)])
        heads = frozenset(script.get_heads())
        every = {revision.revision for revision in script.walk_revisions()}

        assert revisions_of(package) == Revisions(heads, frozenset(every) - heads)
        assert heads

    def test_are_none_for_a_package_without_migrations(self) -> None:
        assert not revisions_of("services.nobody").behind([])
