"""Databases and their roles: each role reaches its own database and no other, and nothing is open to the public."""

from typing import LiteralString

import psycopg
from psycopg import sql

from deploy.infra.home import Home
from deploy.infra.postgres import Postgres
from deploy.infra.topology import SERVICES
from shared.revisions import KEYS, revisions_of

# A forgotten transaction would hold locks that a revocation waits for.
IDLE_IN_TRANSACTION = "5s"


def names() -> tuple[str, ...]:
    """Every service's database and its key database; the roles are called the same."""
    return tuple(name for service in SERVICES for name in (service, f"{service}_keys"))


def apply(postgres: Postgres, home: Home) -> None:
    """Bring roles, passwords, databases and rights to what is declared. Repeating changes nothing."""
    with psycopg.connect(postgres.dsn(), autocommit=True) as connection:
        for database in ("postgres", "template1"):
            _close_to_public(connection, database)
        for name in names():
            create(connection, name, home.secret(f"database-{name}"))


def url(postgres: Postgres, home: Home, name: str) -> str:
    """SQLAlchemy's address of a declared database, for its own role."""
    return postgres.url(name, name, home.secret(f"database-{name}"))


def lacks_migrations(postgres: Postgres, service: str) -> bool:
    """Whether a service's database or key database is anywhere else than where its migrations lead."""
    packages = {service: f"services.{service}", f"{service}_keys": KEYS}
    return any(
        _revisions_in(postgres, name) != revisions_of(package).heads for name, package in packages.items()
    )


def create(connection: psycopg.Connection, name: str, password: str) -> None:
    """One database and the role that owns it, or their present state brought right."""
    role, secret = sql.Identifier(name), sql.Literal(password)
    if not _exists(connection, "select 1 from pg_roles where rolname = %s", name):
        connection.execute(sql.SQL("create role {} login").format(role))
    connection.execute(
        sql.SQL("alter role {} login nosuperuser nocreatedb nocreaterole password {}").format(role, secret)
    )
    setting = sql.SQL("alter role {} set idle_in_transaction_session_timeout = {}")
    connection.execute(setting.format(role, sql.Literal(IDLE_IN_TRANSACTION)))
    if not _exists(connection, "select 1 from pg_database where datname = %s", name):
        connection.execute(sql.SQL("create database {} owner {}").format(role, role))
    _close_to_public(connection, name)


def drop(connection: psycopg.Connection, name: str) -> None:
    """Remove a database that `create` made, and its role: tests make many."""
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))


def _close_to_public(connection: psycopg.Connection, database: str) -> None:
    statement = sql.SQL("revoke all on database {} from public")
    connection.execute(statement.format(sql.Identifier(database)))


def _revisions_in(postgres: Postgres, database: str) -> frozenset[str]:
    with psycopg.connect(postgres.dsn(database)) as connection:
        if not _exists(connection, "select 1 where to_regclass(%s) is not null", "public.alembic_version"):
            return frozenset()
        return frozenset(name for (name,) in connection.execute("select version_num from alembic_version"))


def _exists(connection: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, (name,)).fetchone() is not None
