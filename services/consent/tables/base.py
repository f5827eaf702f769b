"""The registry of the consent service's tables: its own, so that two services can live in one process."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.db import NAMING
from shared.erasure.tables import add_erasure
from shared.tables import add_mechanisms


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of every row of this service; each column declares its protection (`shared.marking`)."""


add_mechanisms(Base.metadata)
add_erasure(Base.metadata)
