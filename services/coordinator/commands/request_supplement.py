"""The koordinator asks the sender to complete the anmälan."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter
from services.coordinator.domain import Akt, Office, SupplementRequest


@dataclass(frozen=True, slots=True)
class RequestSupplement:
    """What is missing, in words and as fields, and the last day to answer."""

    case_id: UUID
    version: int
    text: str = field(repr=False)
    fields: tuple[str, ...]
    respond_by: date
    at: datetime

    def asked(self) -> SupplementRequest:
        """Return it as the akt keeps it."""
        return SupplementRequest(self.text, self.fields, self.respond_by, self.at)


async def request_supplement(cmd: RequestSupplement, akter: Akter, office: Office) -> Akt:
    """Ask for the komplettering."""
    akt = await akter.get(cmd.case_id, cmd.version)
    akt.request_supplement(cmd.asked(), office.contact)
    await akter.save(akt)
    return akt
