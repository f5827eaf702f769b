"""What has been sealed for whom: aliases and their counters, records, their sections, and what was disclosed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_, sealed


class Participants(Base, table=True):
    """Who sends and which team receives, learned from the case's first event; never changed by a later one."""

    __tablename__ = "case_participants"  # pyright: ignore[reportAssignmentType]

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    sender: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    team: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    erased_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )


class Alias(Base, table=True):
    """A recipient's own id of a case, with the epoch and the last number given out in it.

    The row is the counter's lock. `control_public` seals control notices: its private half lies in the key database
    (kind "control", id = alias), so a notice can be sealed while that database is down.
    """

    __tablename__ = "alias"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("epoch >= 1", name="epoch_counts"),
        CheckConstraint("last_sequence >= 0", name="sequence_counts"),
    )

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), primary_key=True, info=open_()))
    alias: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True, info=open_()))
    control_public: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=open_()))
    epoch: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    last_sequence: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))


class Delivery(Base, table=True):
    """One signed record for one recipient, as sent. Kept whole; what opens it (`delivery_section`) goes.

    `written_in` is the id of the transaction that wrote it: the feed hands out only what no transaction still
    running can precede, so that its cursor never passes over a record.
    """

    __tablename__ = "delivery"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("kind in ('document', 'control')", name="kind"),
        UniqueConstraint("alias", "epoch", "sequence", name="uq_delivery_number"),
        UniqueConstraint("source_event_id", "recipient", name="uq_delivery_source_event"),
        Index("ix_delivery_feed", "recipient", "written_in", "position"),
        Index("ix_delivery_case", "case_id", "recipient"),
    )

    event_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    position: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, Identity(always=True), nullable=False, unique=True, info=open_()),
    )
    written_in: int | None = Field(
        default=None,
        sa_column=Column(
            BigInteger,
            nullable=False,
            server_default=text("(pg_current_xact_id()::text::bigint)"),
            info=open_(),
        ),
    )
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    alias: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    epoch: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    source_event_id: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True, info=open_()))
    kind: str = Field(sa_column=Column(String(10), nullable=False, info=open_()))
    type: str = Field(sa_column=Column(String(40), nullable=False, info=open_()))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))


class DeliverySection(Base, table=True):
    """One section of a record: which row it rests on (none: a control notice) and its wrapped key.

    `wrapped_dek` empty: nobody opens it any more (row ended, document retracted, case erased).
    """

    __tablename__ = "delivery_section"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_delivery_section_row", "row_id"),)

    event_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("delivery.event_id"), primary_key=True, info=open_())
    )
    index: int = Field(sa_column=Column(SmallInteger, primary_key=True, info=open_()))
    row_id: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True, info=open_()))
    category: str = Field(sa_column=Column(String(30), nullable=False, info=open_()))
    source: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    wrapped_dek: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, nullable=True, info=sealed())
    )


class Spoken(Base, table=True):
    """What a unit heard in a meeting of the team: disclosed by being said, without a record or a key.

    Its leaf stands under `id`. `row_id` is the row that allowed it when the meeting was held; none: see `Ground.ORAL`.
    """

    __tablename__ = "spoken"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("source_event_id", "recipient", name="uq_spoken_source_event"),
        Index("ix_spoken_case", "case_id"),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    source_event_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    source: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    category: str = Field(sa_column=Column(String(30), nullable=False, info=open_()))
    row_id: UUID | None = Field(default=None, sa_column=Column(Uuid, nullable=True, info=open_()))


class Leaf(Base, table=True):
    """One section disclosed once, written before the answer; or what was said in a meeting, written when that was told.

    `body` holds the final canonical bytes (`leaf.py`). `number` is its place in the log, given afterwards, once.
    """

    __tablename__ = "leaf"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_leaf_case", "case_id"),
        Index("ix_leaf_event", "event_id"),
        Index("ix_leaf_unnumbered", "id", postgresql_where=text("number is null")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    event_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    index: int = Field(sa_column=Column(SmallInteger, nullable=False, info=open_()))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=open_()))
    number: int | None = Field(
        default=None, sa_column=Column(BigInteger, nullable=True, unique=True, info=open_())
    )
