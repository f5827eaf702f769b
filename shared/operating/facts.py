"""What is told when an operator gives something up."""

from shared.events import Fact


class Discarding(Fact):
    """A service gave up an event that it could not handle: it has had no effect there. A service names its own fact so.

    ``reference`` is the number of the operator's own notes. Where not even the case could be read, the subject is an
    id of its own.
    """

    discarded_id: str
    discarded_source: str
    discarded_type: str | None
    discarded_number: int | None
    reason: str
    reference: str
