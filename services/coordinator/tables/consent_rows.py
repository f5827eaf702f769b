"""What this service remembers of the rows of a samtycke."""

from uuid import UUID

from sqlalchemy import Column, Text, Uuid
from sqlmodel import Field

from services.coordinator.tables.base import Base
from shared.marking import open_


class ConsentRow(Base, table=True):
    """A row of a samtycke, as far as this service must remember it: ids, never content."""

    __tablename__ = "consent_row"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, index=True, info=open_()))
    source: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    recipient: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    category: str = Field(sa_column=Column(Text, nullable=False, info=open_()))
    ended: str | None = Field(sa_column=Column(Text, info=open_()))
