"""What the team knows of a plan's follow-up: told by the service that keeps its clock."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up: of which plan, when it is due, when it is planned for if it was moved, when it was made."""

    id: UUID
    case_id: UUID
    plan_id: UUID
    due: date
    planned_for: date | None = None
    recorded_on: date | None = None
