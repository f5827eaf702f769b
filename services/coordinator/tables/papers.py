"""Anmälningar that came on paper, their scans, and stands on two akter of one person; each column says how it is protected."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Text, Uuid
from sqlmodel import Field

from services.coordinator.tables.base import Base, case_column, moment
from shared.marking import open_, sealed


class PaperRow(Base, table=True):
    """One paper as it was registered. The line that the register keeps is open (OSL 5:2); what it says is sealed."""

    __tablename__ = "paper"  # pyright: ignore[reportAssignmentType]

    case_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("akt.case_id"), primary_key=True, info=open_()))
    received_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    registered_at: datetime = Field(sa_column=moment())
    by_letter: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    """Whether the sender gets its answers as letters too."""
    admitted_at: datetime | None = Field(sa_column=moment(nullable=True))
    returned_on: date | None = Field(sa_column=Column(Date, info=open_()))
    destroyed_at: datetime | None = Field(sa_column=moment(nullable=True))
    """When the key of what was sent back was destroyed: system time, as keys live by it."""
    content: bytes | None = Field(sa_column=Column(LargeBinary, info=sealed()))
    """Who sent it, what lay in the envelope, why it was registered late, and the transcript. None once it is sent back."""


class PaperScanRow(Base, table=True):
    """A picture of the paper: the exact bytes, sealed."""

    __tablename__ = "paper_scan"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    media_type: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    pages: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    stored_at: datetime = Field(sa_column=moment())
    metadata_found: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class SamePersonRow(Base, table=True):
    """The koordinator's stand on another akt of the same person; that the two belong together is sealed."""

    __tablename__ = "same_person"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=case_column())
    at: datetime = Field(sa_column=moment())
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    """The other case, what the two are, and why."""
