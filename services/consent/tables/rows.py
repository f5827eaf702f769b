"""Rows of the samtycke: source × recipient × data category, each with its time and its state."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, String, Uuid, text
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_


class ConsentRow(Base, table=True):
    """One row. It is in force when `state` is aktiv and `valid_from` <= now < `valid_to` (the law's time).

    One that would begin after the case's last day is left without any time: never in force, ended with the others.

    A row never reopens. At most one row per case, source, recipient and category is aktiv at a time. The key of
    the row (kind "row", id = the row's id) is made in the key database before the row is committed.
    """

    __tablename__ = "consent_row"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("state in ('aktiv', 'aterkallat', 'utganget', 'makulerat')", name="state"),
        CheckConstraint("source <> recipient", name="two_units"),
        CheckConstraint("valid_from <= valid_to", name="some_time"),
        CheckConstraint("(state = 'aktiv') = (ended_at is null)", name="end_is_known"),
        Index(
            "uq_consent_row_active",
            "case_id",
            "source",
            "recipient",
            "category",
            unique=True,
            postgresql_where=text("state = 'aktiv'"),
        ),
        Index("ix_consent_row_case_recipient", "case_id", "recipient"),
        Index("ix_consent_row_active_end", "valid_to", postgresql_where=text("state = 'aktiv'")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), nullable=False, info=open_())
    )
    source: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    category: str = Field(sa_column=Column(String(30), nullable=False, info=open_()))
    state: str = Field(sa_column=Column(String(12), nullable=False, info=open_()))
    valid_from: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    valid_to: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    signing_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("signing.id"), nullable=False, info=open_()))
    ended_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    ended_by_revocation: UUID | None = Field(
        default=None, sa_column=Column(Uuid, nullable=True, info=open_())
    )
