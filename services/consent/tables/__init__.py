"""Rows of the consent service; importing the package registers every table on `Base.metadata`."""

from services.consent.tables import annulments as _annulments
from services.consent.tables import closings as _closings
from services.consent.tables import deliveries as _deliveries
from services.consent.tables import files as _files
from services.consent.tables import log as _log
from services.consent.tables import marks as _marks
from services.consent.tables import notices as _notices
from services.consent.tables import protections as _protections
from services.consent.tables import receipts as _receipts
from services.consent.tables import rows as _rows
from services.consent.tables import signings as _signings
from services.consent.tables.base import Base

__all__ = ["Base", "metadata"]

metadata = Base.metadata
"""All that this service's database holds."""

_ = (
    _annulments,
    _closings,
    _deliveries,
    _files,
    _log,
    _marks,
    _notices,
    _protections,
    _receipts,
    _rows,
    _signings,
)
