"""Tables of the mechanisms: the same in every service's database, beside its own tables.

``mechanisms.sql`` makes them; a test compares the two. Every time here is the database's own.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.db import NAMING
from shared.marking import hashed, open_, sealed

if TYPE_CHECKING:  # a service that only runs has no use for alembic, which takes long to import
    from alembic.operations import Operations

_METADATA = MetaData(naming_convention=NAMING)
_NOW = func.clock_timestamp()


def _moment(name: str, *, now: bool = False) -> Column[object]:
    return Column(
        name, DateTime(timezone=True), nullable=not now, server_default=_NOW if now else None, info=open_()
    )


def _serial() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True, info=open_())


outbox = Table(
    "outbox",
    _METADATA,
    _serial(),
    Column("event_id", Uuid, nullable=False, unique=True, info=open_()),
    Column("topic", String(200), nullable=False, info=open_()),
    Column("key", LargeBinary, nullable=False, info=open_()),
    Column("headers", JSONB, nullable=False, info=open_()),
    Column("body", LargeBinary, nullable=False, info=sealed()),
    _moment("staged_at", now=True),
    _moment("parked_at"),
    Column("failure", String(100), info=open_()),
    Index("ix_outbox_parked", "topic", "key", postgresql_where=text("parked_at is not null")),
    comment="Records on their way to Kafka, exactly as they will be sent; a row is deleted when it is acknowledged",
)

event_history = Table(
    "event_history",
    _METADATA,
    Column("event_id", Uuid, primary_key=True, info=open_()),
    Column("case_id", Uuid, nullable=False, info=open_()),
    Column("number", BigInteger, nullable=False, info=open_()),
    Column("type", String(200), nullable=False, info=open_()),
    Column("envelope", LargeBinary, nullable=False, info=open_()),
    Column("sections", LargeBinary, info=sealed()),
    _moment("staged_at", now=True),
    UniqueConstraint("case_id", "number"),
    comment="Every fact, for ever: the envelope without its sections, and these under the key of the case",
)

case_number = Table(
    "case_number",
    _METADATA,
    Column("case_id", Uuid, primary_key=True, info=open_()),
    Column("number", BigInteger, nullable=False, info=open_()),
    comment="The last number given to an event of a case; its row lock puts its writers in order",
)

inbox = Table(
    "inbox",
    _METADATA,
    _serial(),
    Column("topic", String(200), nullable=False, info=open_()),
    Column("key", Text, nullable=False, info=open_()),
    Column("source", String(200), nullable=False, info=open_()),
    Column("event_id", String(60), nullable=False, info=open_()),
    Column("number", BigInteger, info=open_()),
    Column("type", String(200), info=open_()),
    Column("body", LargeBinary, nullable=False, info=sealed()),
    _moment("received_at", now=True),
    _moment("handled_at"),
    _moment("parked_at"),
    Column("attempts", Integer, nullable=False, server_default="0", info=open_()),
    _moment("next_attempt_at", now=True),
    Column("failure", String(100), info=open_()),
    UniqueConstraint("source", "event_id"),
    Index("ix_inbox_waiting", "topic", "key", "number", postgresql_where=text("handled_at is null")),
    comment="Records as they were read; what is handled keeps its row, without its sections",
)

inbox_progress = Table(
    "inbox_progress",
    _METADATA,
    Column("topic", String(200), primary_key=True, info=open_()),
    Column("key", Text, primary_key=True, info=open_()),
    Column("number", BigInteger, nullable=False, info=open_()),
    _moment("moved_at", now=True),
    comment="The number last handled of each topic and key: only the next one may come",
)

idempotency = Table(
    "idempotency",
    _METADATA,
    Column("key", LargeBinary, primary_key=True, info=hashed()),
    Column("fingerprint", LargeBinary, nullable=False, info=hashed()),
    Column("status", Integer, info=open_()),
    Column("headers", JSONB, info=open_()),
    Column("body", JSONB, info=open_()),
    _moment("created_at", now=True),
    Index("ix_idempotency_created_at", "created_at"),
    comment="Commands that were carried out, with their answers (which hold no personal data)",
)

read_log = Table(
    "read_log",
    _METADATA,
    _serial(),
    Column("case_id", Uuid, nullable=False, index=True, info=open_()),
    _moment("at", now=True),
    Column("subject", String(200), nullable=False, info=open_()),
    Column("unit", String(60), info=open_()),
    Column("function", String(200), info=open_()),
    Column("roles", String(200), nullable=False, info=open_()),
    Column("client_id", String(60), info=open_()),
    Column("purpose", String(60), nullable=False, info=open_()),
    comment="Every read of a case: who, in which function, why",
)


def add_mechanisms(metadata: MetaData) -> None:
    """Put the tables of the mechanisms beside a service's own, so that its metadata says all that its database holds."""
    for table in _METADATA.sorted_tables:
        table.to_metadata(metadata)


def create_mechanisms(op: "Operations") -> None:
    """Make the tables: the first migration of every service calls this (``mechanisms.sql``)."""
    script = Path(__file__).with_name("mechanisms.sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(script)


def drop_mechanisms(op: "Operations") -> None:
    """Take them away again."""
    names = ", ".join(table.name for table in _METADATA.sorted_tables)
    op.get_bind().exec_driver_sql(f"drop table {names}")
    op.get_bind().exec_driver_sql("drop function refuse_change()")
