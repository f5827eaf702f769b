"""Connections to PostgreSQL, with the settings on which the promises stand."""

from typing import Any

from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

Sessions = async_sessionmaker[AsyncSession]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# A process that stands still in the middle of a transaction must not hold its locks: a revocation waits for them.
_OPTIONS = "-c idle_in_transaction_session_timeout=5s -c timezone=UTC"


def make_engine(url: str | SecretStr, *, pool_size: int = 8) -> AsyncEngine:
    """Return an engine for one database; ``postgresql+psycopg://…``.

    READ COMMITTED, because a lock is only worth something when the statement after it sees what the holder before
    committed. Parameters never reach an error text or a log. A connection is tried before it is used, so a restart
    of PostgreSQL costs a retry and nothing more.
    """
    text = url.get_secret_value() if isinstance(url, SecretStr) else url
    arguments: dict[str, Any] = {
        "options": _OPTIONS,
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
    engine = create_async_engine(
        text,
        echo=False,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args=arguments,
    )
    event.listen(engine.sync_engine, "handle_error", _name_a_cut_connection)
    return engine


def make_sessions(engine: AsyncEngine) -> Sessions:
    """Return the maker of sessions; what was read stays readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


def _name_a_cut_connection(context: ExceptionContext) -> None:
    """Call it an outage when the server has ended a transaction that stood still: psycopg calls it an internal error."""
    failure = context.sqlalchemy_exception
    if context.is_disconnect and isinstance(failure, InternalError) and failure.orig is not None:
        raise OperationalError(
            failure.statement, None, failure.orig, hide_parameters=True, connection_invalidated=True
        ) from failure.orig
