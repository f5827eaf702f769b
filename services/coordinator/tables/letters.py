"""Letters to the person; each column says how it is protected."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Date, LargeBinary, Text, Uuid
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import open_, sealed


class LetterRow(Base, table=True):
    """A letter as it was frozen. PDF and text are made from its content each time, and never kept."""

    __tablename__ = "letter"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    kind: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    at: datetime = Field(sa_column=moment())
    posted_on: date | None = Field(sa_column=Column(Date, info=open_()))
    """The day when it was posted or handed over."""
    sent_as: bytes | None = Field(default=None, sa_column=Column(LargeBinary, info=sealed()))
    """How it was sent (JSON, a string): that it went by way of the postförmedling tells that she is protected."""
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    """What the sheet says: blocks, number, letterhead, the person's name and address."""
