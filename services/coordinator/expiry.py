"""Looks for cases whose samtycke runs out before the follow-up, so that the koordinator is told ahead."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.books import Books
from services.coordinator.commands.warn_of_expiry import AHEAD, WarnOfExpiry, warn_of_expiry
from services.coordinator.repository.followups import FollowUpBook, running_out
from shared.clock import Clock
from shared.db import Sessions

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 2.0
"""Between two looks: the law's clock may be moved at any time in development."""


@dataclass(frozen=True, slots=True)
class ExpiryWatch:
    """One team's look ahead; one transaction per case, and a case already asked about is not found again."""

    sessions: Sessions
    books: Callable[[AsyncSession], Books]
    team: str
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop."""
        while not stop.is_set():
            await self.look()
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> None:
        """Put the question in every case that needs it now."""
        now = self.clock.now()
        async with self.sessions() as session:
            found = await running_out(session, self.team, now, AHEAD)
        for case_id in found:
            async with self.sessions.begin() as session:
                books = self.books(session)
                command = WarnOfExpiry(case_id, now)
                await warn_of_expiry(command, books.akter, books.rows, books.plans, FollowUpBook(session))
