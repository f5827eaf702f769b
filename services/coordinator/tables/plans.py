"""The gemensam plan, its delmål, its versions and what has been answered; each column says how it is protected."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import open_, sealed


class PlanRow(Base, table=True):
    """A plan; one per meeting, and one in force per case."""

    __tablename__ = "plan"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_plan_case_id"),
        Index("ix_plan_in_force", "case_id", unique=True, postgresql_where=text("state = 'galler'")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    number: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    meeting_id: UUID = Field(sa_column=Column(Uuid, nullable=False, unique=True, info=open_()))
    made_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    state: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    parties: list[str] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    """The units that are told of the plan."""
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class DelmalRow(Base, table=True):
    """A delmål as it stands; one that has left the plan stays in the akt."""

    __tablename__ = "delmal"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    plan_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("plan.id"), nullable=False, index=True, info=open_())
    )
    case_id: UUID = Field(sa_column=case_column())
    place: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    """Its place in the plan, from 0."""
    kind: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    responsible: str | None = Field(sa_column=Column(Text, info=open_()))
    """The unit that answers for it, when it is a party."""
    due: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    category: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    state: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class DelmalEntryRow(Base, table=True):
    """An answer or a report on a delmål. A party's words are not here: they come through the exit."""

    __tablename__ = "delmal_entry"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    delmal_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("delmal.id"), nullable=False, index=True, info=open_())
    )
    case_id: UUID = Field(sa_column=case_column())
    at: datetime = Field(sa_column=moment())
    voice: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    unit: str | None = Field(sa_column=Column(Text, info=open_()))
    said: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    text: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))


class PlanVersionRow(Base, table=True):
    """A plan as it was in one version, whole; never changed."""

    __tablename__ = "plan_version"  # pyright: ignore[reportAssignmentType]

    plan_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("plan.id"), primary_key=True, info=open_()))
    version: int = Field(sa_column=Column(Integer, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    at: datetime = Field(sa_column=moment())
    occasion: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
