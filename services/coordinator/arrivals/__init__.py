"""Documents that the team receives as a recipient: read, stored, put into the akt."""

from services.coordinator.arrivals.reader import TopicReader
from services.coordinator.arrivals.shelf import ArrivalShelf
from services.coordinator.arrivals.store import QUEUE, Arrivals, TeamSequences
from services.coordinator.arrivals.work import ArrivalWorker

__all__ = ["QUEUE", "ArrivalShelf", "ArrivalWorker", "Arrivals", "TeamSequences", "TopicReader"]
