"""Meetings, and who is called to them; each column says how it is protected."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import open_, sealed

ONE_AT_A_TIME = "ex_meeting_one_at_a_time"
"""The constraint that lets no two meetings of a team overlap, unless they are cancelled."""


class MeetingRow(Base, table=True):
    """A meeting: when, and where it stands. All that is said about it lies sealed."""

    __tablename__ = "meeting"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        ExcludeConstraint(
            ("team", "="),
            ("during", "&&"),
            name=ONE_AT_A_TIME,
            using="gist",
            where=text("state <> 'installt'"),
        ),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    team: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    sender: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    kind: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    plan_id: UUID | None = Field(sa_column=Column(Uuid, info=open_()))
    during: Any = Field(sa_column=Column(TSTZRANGE, nullable=False, info=open_()))
    """The team's time that it takes; its end is the first instant after it."""
    state: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    closed_on: date | None = Field(sa_column=Column(Date, info=open_()))
    """The day when it was held, cancelled or adjourned; none while it is booked."""
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    called_at: datetime = Field(sa_column=moment())
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    """Place, agenda, agreement to a shorter notice, the last change with its reason, when she was written to."""
    record: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """What became of it: minutes with the outcome, or why nothing was dealt with."""
    need_said_at: datetime | None = Field(sa_column=moment(nullable=True))
    need: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """The sender's yes or no after a meeting without a plan."""


class InvitationRow(Base, table=True):
    """Somebody who is called: a unit, or the person."""

    __tablename__ = "invitation"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("meeting_id", "invited"),)

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    meeting_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("meeting.id"), nullable=False, index=True, info=open_())
    )
    invited: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    fallen_at: datetime | None = Field(sa_column=moment(nullable=True))
    answered_at: datetime | None = Field(sa_column=moment(nullable=True))
    answer: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
