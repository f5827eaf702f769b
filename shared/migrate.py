"""Migrations: ``python -m shared.migrate services.<name>`` brings a service's two databases up to date.

A service's changes lie in ``services/<name>/migrations/versions``; its key database's in ``shared/keydb/versions``.
Replicas that start together wait for each other.
"""

import sys
from importlib import import_module
from pathlib import Path

from alembic import command
from alembic.config import Config
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import MetaData, create_engine, text

from shared.revisions import KEYS, versions_of

_HERE = Path(__file__).parent
_WAIT = text("select pg_advisory_lock(hashtextextended('finsam.migrate', 0))")
_DONE = text("select pg_advisory_unlock(hashtextextended('finsam.migrate', 0))")


class MigrationSettings(BaseSettings):
    """The two databases of a service."""

    model_config = SettingsConfigDict(
        env_prefix="FINSAM_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: SecretStr
    keys_database_url: SecretStr


def upgrade(package: str, url: str) -> None:
    """Apply what is missing of a package's migrations (``services.<name>`` or ``shared.keydb``) to a database."""
    _run(package, url, "upgrade")


def check(package: str, url: str) -> None:
    """Raise alembic's CommandError when a migrated database and the package's tables differ."""
    _run(package, url, "check")


def downgrade(package: str, url: str) -> None:
    """Take every migration of a package back; for tests of the way down."""
    _run(package, url, "downgrade")


def metadata_of(package: str) -> MetaData:
    """Return what a package says that its database holds: ``metadata`` in its ``tables``."""
    return import_module(f"{package}.tables").metadata


def _run(package: str, url: str, what: str) -> None:
    config = Config()
    # Alembic reads "%" in options as its own sign.
    config.set_main_option("script_location", str(_HERE / "migrations_env").replace("%", "%%"))
    config.set_main_option("version_locations", str(versions_of(package)).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["metadata"] = metadata_of(package)
    engine = create_engine(url, hide_parameters=True)
    try:
        with engine.connect() as lock, engine.connect() as connection:
            lock.execution_options(isolation_level="AUTOCOMMIT").execute(_WAIT)
            config.attributes["connection"] = connection
            if what == "check":
                command.check(config)
            elif what == "upgrade":
                command.upgrade(config, "head")
            else:
                command.downgrade(config, "base")
            connection.commit()
            lock.execute(_DONE)
    finally:
        engine.dispose()


def main() -> None:
    """Migrate the service that the command line names."""
    package = sys.argv[1]
    settings = MigrationSettings()  # pyright: ignore[reportCallIssue]
    upgrade(package, settings.database_url.get_secret_value())
    upgrade(KEYS, settings.keys_database_url.get_secret_value())


if __name__ == "__main__":
    main()
