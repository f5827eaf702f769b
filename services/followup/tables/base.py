"""What every table of the followup service is built on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Date, DateTime, ForeignKey, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.db import NAMING
from shared.erasure.tables import add_erasure
from shared.marking import open_, sealed
from shared.tables import add_mechanisms


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """This service's own registry: two services in one process must not meet in one."""


def identifier(*, primary_key: bool = False, nullable: bool = False) -> Column[Any]:
    """Return a column for an id."""
    return Column(Uuid, primary_key=primary_key, nullable=nullable, info=open_())


def case_column() -> Column[Any]:
    """Return the column that says which case a row belongs to."""
    return Column(Uuid, nullable=False, index=True, info=open_())


def follow_up_column() -> Column[Any]:
    """Return the column that ties a row to its follow-up."""
    return Column(Uuid, ForeignKey("follow_up.id"), nullable=False, index=True, info=open_())


def moment(*, nullable: bool = False) -> Column[datetime]:
    """Return a column for an instant."""
    return Column(DateTime(timezone=True), nullable=nullable, info=open_())


def day(*, nullable: bool = False) -> Column[Any]:
    """Return a column for a day."""
    return Column(Date, nullable=nullable, info=open_())


def word(*, nullable: bool = False, primary_key: bool = False) -> Column[Any]:
    """Return a column for a unit's id, a state or a type."""
    return Column(Text, nullable=nullable, primary_key=primary_key, info=open_())


def hidden(*, nullable: bool = False) -> Column[Any]:
    """Return a column for what is sealed under the key of the case."""
    return Column(LargeBinary, nullable=nullable, info=sealed())


metadata = Base.metadata
"""All that the service's database holds."""
add_mechanisms(metadata)
add_erasure(metadata)
