"""The akt and what has been put into it; each column says how it is protected."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import hashed, open_, sealed


class AktRow(Base, table=True):
    """An akt: one case as the team has received it."""

    __tablename__ = "akt"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_akt_team_status", "team", "status"),)

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    team: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    sender: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    number: str = Field(sa_column=Column(Text, nullable=False, unique=True, info=open_()))
    received_at: datetime = Field(sa_column=moment())
    reply_by: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    status: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    since: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    """The day its status began."""
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    person_index: bytes | None = Field(sa_column=Column(LargeBinary, index=True, info=hashed()))
    """Keyed hash of the personnummer: finds another open case of the same person in this team."""
    decision: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    closing: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """How the koordinator ended the case: outcome code, words, who carries on."""


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
    case_id: UUID = Field(sa_column=case_column())
    source: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    category: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    document: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    type: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    """The type of the document that it came in: a party's answer stands beside what the sender wrote."""
    received_at: datetime = Field(sa_column=moment())
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class SupplementRequestRow(Base, table=True):
    """A komplettering that was asked for."""

    __tablename__ = "supplement_request"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    at: datetime = Field(sa_column=moment())
    respond_by: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class NoticeRow(Base, table=True):
    """A control notice that was received."""

    __tablename__ = "notice"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    kind: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    at: datetime = Field(sa_column=moment())
    scope: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    document: UUID | None = Field(sa_column=Column(Uuid, info=open_()))


class QuestionRow(Base, table=True):
    """Something the koordinator must take a stand on, and the stand that was taken."""

    __tablename__ = "question"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    party: str | None = Field(sa_column=Column(Text, info=open_()))
    about: UUID | None = Field(sa_column=Column(Uuid, info=open_()))
    at: datetime = Field(sa_column=moment())
    kind: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """What it is about; none on a question from the time when all were about a party's samtycke."""
    answered_at: datetime | None = Field(sa_column=moment(nullable=True))
    decision: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
