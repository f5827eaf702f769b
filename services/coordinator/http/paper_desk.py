"""What the routes about anmälningar on paper work with, beside the desk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.queries.papers import PaperReader
from services.coordinator.referral import ReferralService
from services.coordinator.repository.papers import PaperRepository
from services.coordinator.returned import ReturnedKeys
from shared.days import local_day
from shared.letters.blocks import Letterhead
from shared.personal_number import NumberRules
from shared.scans.content import ScanContent


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """Papers, their pictures, the service that takes them in for their senders, and what is left when one is sent back."""

    papers: Callable[[AsyncSession], PaperRepository]
    reader: PaperReader
    senders: ReferralService
    returned: ReturnedKeys
    head: Letterhead
    reply_days: int
    published: frozenset[str] | None = field(repr=False)
    """The only numbers accepted in development; None in production."""
    scan_content: ScanContent = field(default_factory=ScanContent)

    def numbers(self, at: datetime) -> NumberRules:
        """Return which personnummer are accepted on the day of `at` in Sweden."""
        return NumberRules(local_day(at), self.published)
