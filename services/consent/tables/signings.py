"""Signatures and what was said by word of mouth, with their scans: the proof, kept by the unit that registered it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_, sealed


class Scan(Base, table=True):
    """A scanned paper. `content` is the file's exact bytes and `sha256` theirs; `unit` stored it.

    Both are sealed under the case key: whoever has the same paper could tell by an open hash that it is here.
    """

    __tablename__ = "scan"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_scan_case_id", "case_id"),)

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), nullable=False, info=open_())
    )
    unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    media_type: str = Field(sa_column=Column(String(30), nullable=False, info=open_()))
    pages: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    metadata_found: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    stored_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class Signing(Base, table=True):
    """One signature, as attested: who, for which unit, when.

    Three times are kept: said (`signed_on`, the day on the paper), received (when the registration came) and
    effective (when its rows were in force). `grants` and `exclusions` are what was ticked, ids and codes only.
    Sealed under the case key: `exclusion_note`, `reading` (read aloud, through an interpreter) and `given`: by whom it
    was given, how a minor's maturity was judged, a representative's mandate, what was said by word of mouth
    (`repository/givings.py`); empty on papers from before. What was said (`method` oral) has no scan.
    """

    __tablename__ = "signing"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("method in ('paper', 'oral')", name="method"),
        CheckConstraint("(method = 'paper') = (scan_id is not null)", name="paper_has_scan"),
        CheckConstraint("signed_on <= valid_from and valid_from <= valid_to", name="days_in_order"),
        Index("ix_signing_case_id", "case_id"),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), nullable=False, info=open_())
    )
    method: str = Field(sa_column=Column(String(10), nullable=False, info=open_()))
    text_id: str = Field(sa_column=Column(String(20), nullable=False, info=open_()))
    text_hash: str = Field(sa_column=Column(String(64), nullable=False, info=open_()))
    locale: str = Field(sa_column=Column(String(20), nullable=False, info=open_()))
    scan_id: UUID | None = Field(
        default=None, sa_column=Column(Uuid, ForeignKey("scan.id"), nullable=True, info=open_())
    )
    signed_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    valid_from: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    valid_to: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    grants: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    exclusions: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    exclusion_note: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, nullable=True, info=sealed())
    )
    statistics: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    contact_by_message: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    reading: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    given: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, info=sealed()))
    attested_by: str = Field(sa_column=Column(String(200), nullable=False, info=open_()))
    attested_unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    attested_function: str | None = Field(
        default=None, sa_column=Column(String(100), nullable=True, info=open_())
    )
    received_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    effective_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    annulled_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
