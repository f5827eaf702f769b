"""Recipients as this service needs them: units that send, parties that can be asked, teams that receive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TEAM = "team"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A configured receiver: reference data with validity dates, last day included."""

    id: str
    name: str
    kind: str
    part: str
    authority: str
    valid_from: date
    valid_to: date | None = None
    hsa_id: str | None = None
    """Field 4: what health care calls the unit; others have none."""

    def valid_on(self, day: date) -> bool:
        """Tell whether it exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Recipients = Mapping[str, Recipient]
"""All configured receivers, by id."""
