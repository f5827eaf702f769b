"""Receipts to the person: what each confirms, the rows it is about, and how it reached her."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_, sealed


class ReceiptRecord(Base, table=True):
    """One receipt, frozen when what it confirms happened. `about_id` is the signature, the withdrawal, or the first row.

    `cause`: why its rows got a last day that was not their own, as the letter says; her pages and letters tell it from here.
    `body` is JSON sealed under the case key (row id = the receipt's id): the words as they are read, and the consent record.
    """

    __tablename__ = "receipt"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(
            "what in ('givet', 'andrat', 'forkortat', 'aterkallat', 'utganget', 'makulerat')", name="what"
        ),
        CheckConstraint(
            "cause in ('anmalan_atertagen', 'samarbetet_avslutat', 'uppdraget_upphor', 'enheten_upphor')",
            name="cause",
        ),
        UniqueConstraint("what", "about_id", name="uq_receipt_what"),
        Index("ix_receipt_case", "case_id"),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), nullable=False, info=open_())
    )
    what: str = Field(sa_column=Column(String(12), nullable=False, info=open_()))
    about_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    locale: str = Field(sa_column=Column(String(20), nullable=False, info=open_()))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    cause: str | None = Field(default=None, sa_column=Column(String(24), nullable=True, info=open_()))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class ReceiptRow(Base, table=True):
    """A row that a receipt is about: it began, got another time, or ended with what is confirmed."""

    __tablename__ = "receipt_row"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_receipt_row_row", "row_id"),)

    receipt_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("receipt.id"), primary_key=True, info=open_()))
    row_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("consent_row.id"), primary_key=True, info=open_()))


class HandOver(Base, table=True):
    """A receipt reached her: on which day and how. `unit` and `function` are empty when she read it herself."""

    __tablename__ = "hand_over"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("how in ('i_handen', 'post', 'postformedling', 'egen_vy', 'faller')", name="how"),
        Index("ix_hand_over_receipt", "receipt_id"),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    receipt_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("receipt.id"), nullable=False, info=open_()))
    how: str = Field(sa_column=Column(String(16), nullable=False, info=open_()))
    handed_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    unit: str | None = Field(default=None, sa_column=Column(String(60), nullable=True, info=open_()))
    function: str | None = Field(default=None, sa_column=Column(String(100), nullable=True, info=open_()))
    noted_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
