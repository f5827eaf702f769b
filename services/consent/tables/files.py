"""The case as this service knows it: whose it is, which unit registered it, and whether it is withheld."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, LargeBinary, String, Uuid
from sqlmodel import Field

from services.consent.tables.base import Base
from shared.marking import hashed, open_, sealed


class CaseFile(Base, table=True):
    """One case. `person_hash` is empty until a samtycke is registered (a protection or a scan can come first).

    `withheld_since` set means protected identity: nothing is sealed or released for anyone from then on. `ends_at` set
    means that the collaboration is over: no row lasts longer, and no new samtycke is taken in.
    """

    __tablename__ = "case_file"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_case_file_person_hash", "person_hash"),)

    case_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    person_hash: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary(32), nullable=True, info=hashed())
    )
    registering_unit: str = Field(sa_column=Column(String(60), nullable=False, info=open_()))
    team: str | None = Field(default=None, sa_column=Column(String(60), nullable=True, info=open_()))
    withheld_since: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )
    opened_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    ends_at: datetime | None = Field(
        default=None, sa_column=Column(DateTime(timezone=True), nullable=True, info=open_())
    )


class CasePerson(Base, table=True):
    """Whose case it is: JSON with personal_number and name, sealed under the case key (row id = case id)."""

    __tablename__ = "case_person"  # pyright: ignore[reportAssignmentType]

    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("case_file.case_id"), primary_key=True, info=open_())
    )
    identity: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))
