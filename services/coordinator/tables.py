"""Rows of the coordinator service; each column says how it is protected."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.db import NAMING
from shared.marking import hashed, open_, sealed
from shared.tables import add_mechanisms


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """This service's own registry: two services in one process must not meet in one."""


def _moment(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable, info=open_())


def _case() -> Column[Any]:
    return Column(Uuid, ForeignKey("akt.case_id"), nullable=False, index=True, info=open_())


class AktRow(Base, table=True):
    """An akt: one case as the team has received it."""

    __tablename__ = "akt"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_akt_team_status", "team", "status"),)

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    team: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    sender: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    number: str = Field(sa_column=Column(Text, nullable=False, unique=True, info=open_()))
    received_at: datetime = Field(sa_column=_moment())
    reply_by: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    status: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    person_index: bytes | None = Field(sa_column=Column(LargeBinary, index=True, info=hashed()))
    """Keyed hash of the personnummer: finds another open case of the same person in this team."""
    decision: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))


class RegisterRow(Base, table=True):
    """The last number given in a team's register, per year (OSL 5:1)."""

    __tablename__ = "register"  # pyright: ignore[reportAssignmentType]

    team: str = Field(sa_column=Column(Text, primary_key=True, info=open_()))
    year: int = Field(sa_column=Column(Integer, primary_key=True, info=open_()))
    last: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))


class PartRow(Base, table=True):
    """A section that has been received, in one version; the newest per source and category is what holds."""

    __tablename__ = "part"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    source: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    category: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    document: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    received_at: datetime = Field(sa_column=_moment())
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class SupplementRequestRow(Base, table=True):
    """A komplettering that was asked for."""

    __tablename__ = "supplement_request"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    at: datetime = Field(sa_column=_moment())
    respond_by: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class NoticeRow(Base, table=True):
    """A control notice that was received."""

    __tablename__ = "notice"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    kind: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    at: datetime = Field(sa_column=_moment())
    scope: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    document: UUID | None = Field(sa_column=Column(Uuid, info=open_()))


class QuestionRow(Base, table=True):
    """Something the koordinator must take a stand on: a party's samtycke has ended."""

    __tablename__ = "question"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    party: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    at: datetime = Field(sa_column=_moment())


class ConsentRow(Base, table=True):
    """A row of a samtycke, as far as this service must remember it: ids, never content."""

    __tablename__ = "consent_row"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, index=True, info=open_()))
    source: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    category: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    ended: str | None = Field(sa_column=Column(Text, info=open_()))


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
    received_at: datetime = Field(sa_column=_moment())
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
    next_at: datetime = Field(sa_column=_moment())
    """Earliest next attempt, by system time: back-off is no business of the law's clock."""
    failure: str | None = Field(sa_column=Column(Text, info=open_()))


class LastSequenceRow(Base, table=True):
    """The last sequence handled per alias and epoch: what the party client at a party keeps in a file."""

    __tablename__ = "last_sequence"  # pyright: ignore[reportAssignmentType]

    alias: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    epoch: int = Field(sa_column=Column(BigInteger, primary_key=True, info=open_()))
    last: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))


metadata = Base.metadata
"""All that the service's database holds."""
add_mechanisms(metadata)
