"""The clock of the follow-ups: what has come due is done, once each and in order, however far the clock has moved."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel import col, select

from services.followup.commands.carry_out_steps import CarryOutSteps, carry_out_steps, steps_of
from services.followup.consent import ConsentService
from services.followup.domain import Cover, FollowUp
from services.followup.foreign import Recipient
from services.followup.reactions import MakeFollowUps
from services.followup.repository import ConsentRows
from services.followup.tables import FollowUpRow
from shared.clock import Clock
from shared.db import Sessions
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

LOG_FIELDS = frozenset({"followup_id"})
"""What a log line of this service may carry beside what every service's may."""

_LOOK_SECONDS = 1.0
_BATCH = 50
_FAILED_SECONDS = 30.0


def contact_of(recipients: Mapping[str, Recipient], team: str) -> str:
    """Name the function that people turn to; never only a person."""
    known = recipients.get(team)
    return f"koordinatorn i {known.name if known else team}"


class Reminding:
    """Looks each second for follow-ups about which the clock of the law has something to do."""

    def __init__(
        self,
        sessions: Sessions,
        follow_ups: MakeFollowUps,
        consent: ConsentService,
        clock: Clock,
        *,
        recipients: Mapping[str, Recipient],
        prepare: Callable[[], Awaitable[None]],
    ) -> None:
        self._sessions = sessions
        self._follow_ups = follow_ups
        self._consent = consent
        self._clock = clock
        self._recipients = recipients
        self._prepare = prepare
        self._failed: dict[UUID, float] = {}
        """Follow-ups at which something went wrong, and until when (system time) others go first."""

    async def keep(self, stop: asyncio.Event) -> None:
        """Sweep until `stop`."""
        while not stop.is_set():
            try:
                while await self.sweep():
                    pass
            except OUTAGE as failure:
                log.warning("reminding_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def sweep(self) -> int:
        """Do what has come due, one transaction per follow-up; returns how many were looked at without failure."""
        now = self._clock.now()
        loop = asyncio.get_running_loop()
        self._failed = {key: until for key, until in self._failed.items() if until > loop.time()}
        query = (
            select(FollowUpRow.id)
            .where(col(FollowUpRow.look_at) <= now, col(FollowUpRow.id).not_in(self._failed))
            .order_by(col(FollowUpRow.look_at), col(FollowUpRow.id))
            .limit(_BATCH)
        )
        async with self._sessions() as session:
            due = (await session.exec(query)).all()
        well = 0
        for followup_id in due:
            try:
                await self._look(followup_id, now)
                well += 1
            except OUTAGE:
                raise
            except Exception:  # one follow-up must not hold up the others
                log.exception("follow_up_not_looked_at", followup_id=str(followup_id))
                self._failed[followup_id] = loop.time() + _FAILED_SECONDS
        return well

    async def _look(self, followup_id: UUID, now: datetime) -> None:
        """Ask first, then act: the units are asked about before the transaction opens."""
        done = False
        while not done:
            found = await self._units_due(followup_id, now)
            if found is None:
                return
            follow_up, units = found
            cover = Cover()
            if units:
                cover = await self._consent.cover(follow_up.case_id, follow_up.team, units)
                await self._prepare()
            contact = contact_of(self._recipients, follow_up.team)
            async with self._sessions.begin() as session:
                command = CarryOutSteps(followup_id, cover, contact, now)
                done = await carry_out_steps(command, self._follow_ups(session), ConsentRows(session))

    async def _units_due(self, followup_id: UUID, now: datetime) -> tuple[FollowUp, set[str]] | None:
        async with self._sessions.begin() as session:
            follow_up = await self._follow_ups(session).find(followup_id)
            if follow_up is None:
                return None
            steps = await steps_of(follow_up, ConsentRows(session))
        return follow_up, {unit for step in steps if step.at <= now for unit in step.units}
