"""Notices ahead of a samtycke's last day."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, SmallInteger, Uuid
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_


class ExpiryNotice(Base, table=True):
    """That rows of a case end at `ends_at` was noticed so many days ahead: once, whoever looked and however often.

    `due_at` and `noticed_at` are apart when the clock has jumped, or nobody was running.
    """

    __tablename__ = "expiry_notice"  # pyright: ignore[reportAssignmentType]

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    ends_at: datetime = Field(sa_column=Column(DateTime(timezone=True), primary_key=True, info=open_()))
    days: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False, info=open_()))
    due_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    noticed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
