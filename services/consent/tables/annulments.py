"""What each signature says of each row; which was registered in error; whose mandate ended before its day."""

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
    Uuid,
    func,
    text,
)
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import open_, sealed


def _recorded() -> Column[datetime]:
    return Column(
        DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), info=open_()
    )


class RowSigning(Base, table=True):
    """A signature that carries a row, with the time that it gives it by itself.

    A row may be carried by several: its own time is what they say together. When one of them is annulled, this tells
    what the others say.
    """

    __tablename__ = "row_signing"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_row_signing_signing", "signing_id"),)

    row_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("consent_row.id"), primary_key=True, info=open_()))
    signing_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("signing.id"), primary_key=True, info=open_()))
    valid_from: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    valid_to: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))


class Annulment(Base, table=True):
    """A signature that was registered in error, and how far the end of what rested on it has come.

    `what_was_wrong` is sealed under the case key: it can name somebody. `effective_at`: the last row had ended;
    `enforced_at`: nothing can be disclosed on it any more, not even what was in flight.
    """

    __tablename__ = "annulment"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(
            "reason in ('fel_person', 'fel_skanning', 'dubblett', 'fel_uppgifter')", name="reason"
        ),
        Index("ix_annulment_open", "id", postgresql_where=text("enforced_at is null")),
    )

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    signing_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("signing.id"), nullable=False, unique=True, info=open_())
    )
    reason: str = Field(sa_column=Column(String(20), nullable=False, info=open_()))
    what_was_wrong: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    by_subject: str = Field(sa_column=Column(String(200), nullable=False, info=open_()))
    by_unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    by_function: str | None = Field(default=None, sa_column=Column(String(100), nullable=True, info=open_()))
    received_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    effective_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    enforced_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    recorded_at: datetime | None = Field(default=None, sa_column=_recorded())
    """By the machine's clock."""


class MandateEnd(Base, table=True):
    """That a representative's mandate ends on `last_day`, earlier than the signature said, and how that is known (sealed)."""

    __tablename__ = "mandate_end"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_mandate_end_signing", "signing_id"),)

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, info=open_()))
    signing_id: UUID = Field(sa_column=Column(Uuid, ForeignKey("signing.id"), nullable=False, info=open_()))
    last_day: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    how_known: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
    by_subject: str = Field(sa_column=Column(String(200), nullable=False, info=open_()))
    by_unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    by_function: str | None = Field(default=None, sa_column=Column(String(100), nullable=True, info=open_()))
    received_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    recorded_at: datetime | None = Field(default=None, sa_column=_recorded())
    """By the machine's clock."""
