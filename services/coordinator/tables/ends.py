"""What follows an end: acknowledged stops, what the follow-up says, and how many cases ended how."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, Text, Uuid
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import open_, sealed


class StopAcknowledgementRow(Base, table=True):
    """A party's word that it has stopped: what it does with what it has, and since when."""

    __tablename__ = "stop_acknowledgement"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    party: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    answer: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    at: datetime = Field(sa_column=moment())
    stopped_rows: int = Field(sa_column=Column(Integer, nullable=False, server_default="0", info=open_()))
    """How many rows had ended for the party then: tells which of several stops it answers."""
    ground: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """The party's own entry: lagrum, decision and journal reference."""


class FollowUpRow(Base, table=True):
    """What the followup service has told of a follow-up: ids and dates, never what was said."""

    __tablename__ = "followup"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_followup_case_id", "case_id"),)

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    plan_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    due: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    planned_for: date | None = Field(sa_column=Column(Date, info=open_()))
    """The day it was moved to; the day when it was due does not change."""
    recorded_on: date | None = Field(sa_column=Column(Date, info=open_()))


class OutcomeCountRow(Base, table=True):
    """How many of a team's cases ended with an outcome in a year: nobody can be told from it."""

    __tablename__ = "outcome_count"  # pyright: ignore[reportAssignmentType]

    team: str = Field(sa_column=Column(Text, primary_key=True, info=open_()))
    year: int = Field(sa_column=Column(Integer, primary_key=True, info=open_()))
    outcome: str = Field(sa_column=Column(Text, primary_key=True, info=open_()))
    n: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
