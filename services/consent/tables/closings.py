"""What shuts the door: processes and their releases in flight, revocations, and the pairs being closed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    String,
    Uuid,
    func,
    text,
)
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_


class Instance(Base, table=True):
    """A running process that releases. It holds the session lock of its id for as long as it lives.

    `host` names the boot and the process space, so that a pid means something; `postmaster_start` is the server's
    start when the lock was last taken: a lock that is free after a restart of the server proves nothing.
    """

    __tablename__ = "instance"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(
        default=None, sa_column=Column(Integer, Identity(always=True), primary_key=True, info=open_())
    )
    host: str = Field(sa_column=Column(String(120), nullable=False, info=open_()))
    pid: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    pid_start: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    postmaster_start: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, info=open_())
    )
    registered_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=func.now(), info=open_())
    )


class InFlight(Base, table=True):
    """Keys on their way out: from the commit that decided until the last byte has left the process.

    `row_ids` are the rows whose keys are in the answer; a revocation waits for those that carry its rows.
    """

    __tablename__ = "in_flight"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("ix_in_flight_open", "case_id", "recipient", postgresql_where=text("sent_at is null")),
        Index("ix_in_flight_sent", "sent_at", postgresql_where=text("sent_at is not null")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    instance_id: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    row_ids: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False, info=open_()))
    began_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=func.now(), info=open_())
    )
    sent_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )


class Revocation(Base, table=True):
    """A withdrawal and its scope, committed before anything else happens.

    `said_by`: whose word it is, as whoever took it in said; which kind of representative lies sealed with the signature.

    The times are kept apart: said (the day the person said it), received (when it was entered) and effective (when
    the last row had ended), all by the law's clock; `recorded_at` is the machine's, by which its age is counted. `enforced_at`: nothing of it can be disclosed any more, not even what was in flight.
    """

    __tablename__ = "revocation"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("kind in ('all', 'party', 'category')", name="kind"),
        CheckConstraint("direction in ('till', 'fran')", name="direction"),
        CheckConstraint(
            "said_by in ('person', 'guardian', 'person_and_guardian', 'representative')", name="said_by"
        ),
        Index("ix_revocation_case", "case_id"),
        Index("ix_revocation_open", "id", postgresql_where=text("enforced_at is null")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    kind: str = Field(sa_column=Column(String(10), nullable=False, info=open_()))
    party: str | None = Field(default=None, sa_column=Column(String(60), nullable=True, info=open_()))
    category: str | None = Field(default=None, sa_column=Column(String(30), nullable=True, info=open_()))
    direction: str | None = Field(default=None, sa_column=Column(String(10), nullable=True, info=open_()))
    channel: str = Field(sa_column=Column(String(20), nullable=False, info=open_()))
    by_person: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    by_unit: str | None = Field(default=None, sa_column=Column(String(60), nullable=True, info=open_()))
    by_function: str | None = Field(default=None, sa_column=Column(String(80), nullable=True, info=open_()))
    said_by: str = Field(
        default="person", sa_column=Column(String(20), nullable=False, server_default="person", info=open_())
    )
    said_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    received_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    effective_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    enforced_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    recorded_at: datetime | None = Field(
        default=None,
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), info=open_()
        ),
    )


class PairClosing(Base, table=True):
    """Rows of one (case, recipient) to be ended: `closed_at` rows ended, `enforced_at` keys gone and flights landed.

    One per recipient of a revocation, or of an annulment; rows whose time has run out have one of their own. Of an
    annulment's rows those that another signature carries go on.
    """

    __tablename__ = "pair_closing"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("reason in ('aterkallat', 'utganget', 'makulerat')", name="reason"),
        Index("ix_pair_closing_revocation", "revocation_id"),
        Index("ix_pair_closing_annulment", "annulment_id"),
        Index("ix_pair_closing_open", "case_id", postgresql_where=text("enforced_at is null")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    revocation_id: UUID | None = Field(
        default=None, sa_column=Column(Uuid, ForeignKey("revocation.id"), nullable=True, info=open_())
    )
    annulment_id: UUID | None = Field(
        default=None, sa_column=Column(Uuid, ForeignKey("annulment.id"), nullable=True, info=open_())
    )
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    reason: str = Field(sa_column=Column(String(12), nullable=False, info=open_()))
    row_ids: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False, info=open_()))
    closed_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    enforced_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
