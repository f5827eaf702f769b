"""Marks of protected identity, and the decisions that lifted them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, LargeBinary, String, Uuid
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_, sealed


class ProtectionRow(Base, table=True):
    """One mark on a case; `case_file.withheld_since` is what the locks read, this says why.

    Kind and source are open, as it is that the case is withheld: a mark must not wait for a key. `lifting` is JSON,
    sealed under the case key: the decision's day, whose it is, why, and who noted it.
    """

    __tablename__ = "protection"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("kind in ('sekretessmarkering', 'skyddad_folkbokforing')", name="kind"),
        CheckConstraint("source in ('folkbokforing', 'personen', 'myndighet')", name="source"),
        CheckConstraint("(lifted_at is null) = (lifting is null)", name="lifted_whole"),
        Index("ix_protection_case", "case_id"),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), nullable=False, info=open_())
    )
    kind: str | None = Field(default=None, sa_column=Column(String(30), nullable=True, info=open_()))
    source: str | None = Field(default=None, sa_column=Column(String(20), nullable=True, info=open_()))
    known_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    by_unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    by_function: str | None = Field(default=None, sa_column=Column(String(100), nullable=True, info=open_()))
    marked_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    lifted_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    lifting: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True, info=sealed()))
