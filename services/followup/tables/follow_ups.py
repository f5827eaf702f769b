"""Follow-ups, and what happens to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.followup.tables.base import (
    Base,
    case_column,
    day,
    follow_up_column,
    hidden,
    identifier,
    moment,
    word,
)
from shared.marking import open_

_OPEN = text("status in ('planerad', 'kallad', 'genomford', 'vantar_ny_plan')")


class FollowUpRow(Base, table=True):
    """A follow-up of a plan. Open: ids, units, days and where it stands; what it came to is sealed."""

    __tablename__ = "follow_up"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("uq_follow_up_open_case", "case_id", unique=True, postgresql_where=_OPEN),
        Index("uq_follow_up_open_plan", "plan_id", unique=True, postgresql_where=_OPEN),
        Index("ix_follow_up_team_status", "team", "status"),
    )

    id: UUID = Field(sa_column=identifier(primary_key=True))
    case_id: UUID = Field(sa_column=case_column())
    team: str = Field(sa_column=word())
    sender: str = Field(sa_column=word())
    plan_id: UUID = Field(sa_column=identifier())
    plan: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    """Number, version, day, driver, parties and delmål: what the plan's facts say openly."""
    opened_on: date = Field(sa_column=day())
    due: date = Field(sa_column=day())
    planned_for: date = Field(sa_column=day())
    status: str = Field(sa_column=word())
    meetings: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    """The meetings that are called and still to be held: ids and times."""
    adjourned_on: date | None = Field(sa_column=day(nullable=True))
    held_at: datetime | None = Field(sa_column=moment(nullable=True))
    recorded_at: datetime | None = Field(sa_column=moment(nullable=True))
    plan_by: date | None = Field(sa_column=day(nullable=True))
    ended_by: str | None = Field(sa_column=word(nullable=True))
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    look_at: datetime | None = Field(
        sa_column=Column(DateTime(timezone=True), nullable=True, index=True, info=open_())
    )
    """When the clock next has something to do here; every change sets it back, so that it is worked out anew."""
    content: bytes | None = Field(sa_column=hidden(nullable=True))
    """Whether the case is kept open for care, and the record."""


class NoticeRow(Base, table=True):
    """Something that the clock has told the koordinator, and the units that were reminded. Each once."""

    __tablename__ = "notice"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("followup_id", "kind", "key", name="uq_notice_once"),)

    id: UUID = Field(sa_column=identifier(primary_key=True))
    followup_id: UUID = Field(sa_column=follow_up_column())
    case_id: UUID = Field(sa_column=case_column())
    kind: str = Field(sa_column=word())
    key: str = Field(sa_column=word())
    at: datetime = Field(sa_column=moment())
    number: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    parties: list[str] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))


class AnswerRow(Base, table=True):
    """A reminded party's answer; which one it is, and its words, are sealed."""

    __tablename__ = "answer"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=identifier(primary_key=True))
    followup_id: UUID = Field(sa_column=follow_up_column())
    case_id: UUID = Field(sa_column=case_column())
    party: str = Field(sa_column=word())
    at: datetime = Field(sa_column=moment())
    content: bytes = Field(sa_column=hidden())


class ReschedulingRow(Base, table=True):
    """The planned day moved; why is sealed."""

    __tablename__ = "rescheduling"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=identifier(primary_key=True))
    followup_id: UUID = Field(sa_column=follow_up_column())
    case_id: UUID = Field(sa_column=case_column())
    at: datetime = Field(sa_column=moment())
    from_day: date = Field(sa_column=day())
    to_day: date = Field(sa_column=day())
    content: bytes = Field(sa_column=hidden())
