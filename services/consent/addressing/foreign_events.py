"""What the consent service reads from other services' events: who takes part, and which event one is about."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from shared.events import Foreign


class CaseEvent(Foreign):
    """The open fields that every event of a case has. `party` stands in an answer: whose it is."""

    sender: str
    team: str
    parties: tuple[str, ...] = ()
    party: str | None = None


class Correction(Foreign):
    """An event that corrects an earlier one of its owner."""

    corrects: UUID


class Retraction(Foreign):
    """An event that takes an earlier one of its owner back."""

    retracts: UUID


class Meeting(CaseEvent):
    """A meeting that was held: `parties` are the units that sat there, the team left out."""

    held_at: AwareDatetime


class Ended(Foreign):
    """The collaboration is over: the last day (Stockholm's calendar) on which the samtycke is needed.

    The day of the fact itself: until the fact, and no longer.
    """

    last_day: date
