"""What an operator does with a service by hand: see what is parked, try it again, give it up, publish history anew."""

from shared.operating.facts import Discarding
from shared.operating.http import Operating, OperatorDep, operating_routes
from shared.operating.parked import (
    Discarded,
    InboxShelf,
    NotDiscardable,
    NothingParked,
    NotRetriable,
    OutboxShelf,
    Parked,
    Shelf,
)
from shared.operating.replay import Replay

__all__ = [
    "Discarded",
    "Discarding",
    "InboxShelf",
    "NotDiscardable",
    "NotRetriable",
    "NothingParked",
    "Operating",
    "OperatorDep",
    "OutboxShelf",
    "Parked",
    "Replay",
    "Shelf",
    "operating_routes",
]
