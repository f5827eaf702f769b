"""What every table of the coordinator service is built on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Uuid
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.db import NAMING
from shared.erasure.tables import add_erasure
from shared.marking import open_
from shared.tables import add_mechanisms


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """This service's own registry: two services in one process must not meet in one."""


def moment(*, nullable: bool = False) -> Column[datetime]:
    """Return a column for an instant."""
    return Column(DateTime(timezone=True), nullable=nullable, info=open_())


def case_column() -> Column[Any]:
    """Return the column that ties a row to its akt."""
    return Column(Uuid, ForeignKey("akt.case_id"), nullable=False, index=True, info=open_())


metadata = Base.metadata
"""All that the service's database holds."""
add_mechanisms(metadata)
add_erasure(metadata)
