"""What has come on the team's topic."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, LargeBinary, Text, Uuid, text
from sqlmodel import Field

from services.coordinator.tables.base import Base, moment
from shared.marking import open_, sealed


class ArrivalRow(Base, table=True):
    """A document as it arrived, opened and sealed again, until it stands in the akt; then only that it came."""

    __tablename__ = "arrival"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_arrival_waiting", "state", "next_at"),)

    id: str = Field(sa_column=Column(Text, primary_key=True, info=open_()))
    """The recipient's event id; for bytes that are no record, their place in the topic."""
    case_id: UUID | None = Field(sa_column=Column(Uuid, index=True, info=open_()))
    alias: UUID | None = Field(sa_column=Column(Uuid, info=open_()))
    epoch: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    sequence: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    type: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    received_at: datetime = Field(sa_column=moment())
    stored_at: datetime = Field(
        sa_column=Column(
            DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()"), info=open_()
        )
    )
    """When it came, by system time: health tells how long the oldest has waited."""
    body: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    state: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    """waiting, handled, parked, or gone (could not be opened: its samtycke had ended)."""
    attempts: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    next_at: datetime = Field(sa_column=moment())
    """Earliest next attempt, by system time: back-off is no business of the law's clock."""
    failure: str | None = Field(sa_column=Column(Text, info=open_()))


class LastSequenceRow(Base, table=True):
    """The last sequence handled per alias and epoch: what the party client at a party keeps in a file."""

    __tablename__ = "last_sequence"  # pyright: ignore[reportAssignmentType]

    alias: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    epoch: int = Field(sa_column=Column(BigInteger, primary_key=True, info=open_()))
    last: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
