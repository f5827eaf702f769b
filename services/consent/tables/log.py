"""The numbered disclosure log: its leaves once more in order, its tree, its checkpoints and the keys that sign them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    Uuid,
    func,
    text,
)
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_


class LogEntry(Base, table=True):
    """A leaf in its place. Only added to.

    `body` is the second copy of the leaf's bytes: when one of the two is damaged, the tree says which one is right.
    """

    __tablename__ = "log_entry"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("number >= 0", name="number_counts"),)

    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, info=open_()))
    leaf_id: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True, info=open_()))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=open_()))
    numbered_at: datetime = Field(
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), info=open_()
        )
    )


class LogNode(Base, table=True):
    """The root of a whole subtree: over 2^level leaves from place · 2^level on. Only added to."""

    __tablename__ = "log_node"  # pyright: ignore[reportAssignmentType]

    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False, info=open_()))
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, info=open_()))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=open_()))


class LogCheckpoint(Base, table=True):
    """A signed checkpoint, exactly as it is handed out. Only added to."""

    __tablename__ = "log_checkpoint"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_log_checkpoint_signed_at", "signed_at"),)

    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False, info=open_()))
    note: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    signed_at: datetime = Field(
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), info=open_()
        )
    )


class LogSigner(Base, table=True):
    """A key that signs checkpoints: its public half, from which size it signs, and its forerunner's word for it.

    The private half lies in the key database (kind "log-signing", id = `id`) until the next key has taken over.
    """

    __tablename__ = "log_signer"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    line: str = Field(sa_column=Column(Text, nullable=False, unique=True, info=open_()))
    from_size: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    turn: str | None = Field(default=None, sa_column=Column(Text, nullable=True, info=open_()))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))


class LogLook(Base, table=True):
    """When somebody last went through the whole log to its end, and how much did not fit (twenty places at most)."""

    __tablename__ = "log_look"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("slot = 1", name="slot"),)

    slot: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, info=open_()))
    ended_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    found: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))


class Probe(Base, table=True):
    """One synthetic withdrawal of a synthetic case, and what became of it. Marks the case as nobody's.

    `failure` empty and `ended_at` set: it went as it must. `seconds`: from the withdrawal to "gone".
    """

    __tablename__ = "probe"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_probe_began_at", "began_at"),
        Index("ix_probe_well", "ended_at", postgresql_where=text("failure is null")),
    )

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    began_at: datetime = Field(
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), info=open_()
        )
    )
    ended_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    seconds: float | None = Field(default=None, sa_column=Column(Float, nullable=True, info=open_()))
    failure: str | None = Field(default=None, sa_column=Column(String(40), nullable=True, info=open_()))
