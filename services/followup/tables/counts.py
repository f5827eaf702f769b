"""What is remembered of a samtycke, and counts that name no case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Column, Integer
from sqlmodel import Field

from services.followup.tables.base import Base, case_column, identifier, moment, word
from shared.marking import open_


class ConsentRow(Base, table=True):
    """A row of a samtycke, as far as this service must remember it: ids and its end, never content."""

    __tablename__ = "consent_row"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=identifier(primary_key=True))
    case_id: UUID = Field(sa_column=case_column())
    source: str = Field(sa_column=word())
    recipient: str = Field(sa_column=word())
    category: str = Field(sa_column=word())
    valid_to: datetime | None = Field(sa_column=moment(nullable=True))
    ended: str | None = Field(sa_column=word(nullable=True))


class OutcomeCountRow(Base, table=True):
    """How often an outcome was recorded in a team in a year, as the main one or beside it."""

    __tablename__ = "outcome_count"  # pyright: ignore[reportAssignmentType]

    team: str = Field(sa_column=word(primary_key=True))
    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False, info=open_()))
    outcome: str = Field(sa_column=word(primary_key=True))
    main: bool = Field(sa_column=Column(Boolean, primary_key=True, info=open_()))
    n: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
