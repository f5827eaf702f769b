"""What a restore is noticed by, and what was done about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Integer, SmallInteger, String, Uuid
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_


class GateMark(Base, table=True):
    """What this database was when the gate was last opened: on which server, beside which key database.

    `counter` also stands in the key database. The two are raised together; apart, one of them has been put back.
    """

    __tablename__ = "gate_mark"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("slot = 1", name="slot"),)

    slot: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True, info=open_()))
    store_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    counter: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    system: str = Field(sa_column=Column(String(40), nullable=False, info=open_()))
    timeline: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))


class TopicPlace(Base, table=True):
    """Up to where the service's own topic is known to agree with this database; the last event there names itself."""

    __tablename__ = "topic_place"  # pyright: ignore[reportAssignmentType]

    partition: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False, info=open_()))
    next_offset: int = Field(sa_column=Column(BigInteger, nullable=False, info=open_()))
    last_event: str | None = Field(default=None, sa_column=Column(String(60), nullable=True, info=open_()))


class Reconciliation(Base, table=True):
    """One opening of the gate after a difference, or one acceptance by an operator. Kept for good."""

    __tablename__ = "reconciliation"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    code: str = Field(sa_column=Column(String(40), nullable=False, info=open_()))
    reason: str | None = Field(default=None, sa_column=Column(String(400), nullable=True, info=open_()))
    used_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    facts_applied: int = Field(default=0, sa_column=Column(Integer, nullable=False, info=open_()))
    facts_reported: int = Field(default=0, sa_column=Column(Integer, nullable=False, info=open_()))
    rows_ended: int = Field(default=0, sa_column=Column(Integer, nullable=False, info=open_()))
    keys_destroyed: int = Field(default=0, sa_column=Column(Integer, nullable=False, info=open_()))
    keys_renewed: int = Field(default=0, sa_column=Column(Integer, nullable=False, info=open_()))
