"""What the routes work with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from services.followup.consent import ConsentService
from services.followup.foreign import Recipient
from services.followup.queries import FollowUpReader
from services.followup.reactions import MakeFollowUps
from services.followup.reminding import contact_of
from shared.clock import Clock
from shared.db import Sessions


@dataclass(frozen=True, slots=True)
class Desk:
    """The follow-ups, the clock, the consent service, and the way out."""

    sessions: Sessions
    reader: FollowUpReader
    follow_ups: MakeFollowUps
    prepare: Callable[[], Awaitable[None]]
    """Fetches what sealing needs, before a transaction opens."""
    consent: ConsentService
    clock: Clock
    recipients: Mapping[str, Recipient]

    def contact(self, team: str) -> str:
        """Name the function that people turn to."""
        return contact_of(self.recipients, team)
