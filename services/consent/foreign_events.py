"""What the consent service reads from other services' events: who takes part, and which event one is about."""

from uuid import UUID

from shared.events import Foreign


class CaseEvent(Foreign):
    """The open fields that every event of a case has."""

    sender: str
    team: str
    parties: tuple[str, ...] = ()


class Correction(Foreign):
    """An event that corrects an earlier one of its owner."""

    corrects: UUID


class Retraction(Foreign):
    """An event that takes an earlier one of its owner back."""

    retracts: UUID
