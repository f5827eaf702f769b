"""Rows of the consent service; importing the package registers every table on `Base.metadata`."""

from services.consent.tables import closings as _closings
from services.consent.tables import deliveries as _deliveries
from services.consent.tables import files as _files
from services.consent.tables import marks as _marks
from services.consent.tables import rows as _rows
from services.consent.tables import signings as _signings
from services.consent.tables.base import Base

__all__ = ["Base", "metadata"]

metadata = Base.metadata
"""All that this service's database holds."""

_ = (_closings, _deliveries, _files, _marks, _rows, _signings)
