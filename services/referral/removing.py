"""Drafts that nobody touches are removed by rule, and dialogues that led to none; each step can be done again.

A draft is let go (nobody sees it), then, a while later, its keys are destroyed and its rows deleted. A samtycke may be
registered on a draft's case id: whoever has one keeps the draft, and without the consent service's answer nothing goes.
Nor does a draft go that a gallringsstopp stands for.
"""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain.stale import untouched_since
from services.referral.errors import ConsentUnreachable
from services.referral.parts import Parts
from services.referral.repository.removals import Leaving, Removals
from shared.days import local_day
from shared.erasure.store import stopped_among, take_turn
from shared.keys import KeyGone, system_now
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 5.0
GRACE = timedelta(minutes=10)
"""System time between letting a draft go and removing it: a signing that was on its way has arrived by then."""


class Removing:
    """Looks every few seconds for what has lain untouched too long by the clock of the law."""

    def __init__(
        self, parts: Parts, *, grace: timedelta = GRACE, now: Callable[[], datetime] = system_now
    ) -> None:
        self._parts = parts
        self._grace = grace
        self._now = now

    async def keep(self, stop: asyncio.Event) -> None:
        """Sweep until `stop`."""
        while not stop.is_set():
            try:
                while await self.sweep():
                    pass
            except (*OUTAGE, ConsentUnreachable) as failure:
                log.warning("removing_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def sweep(self) -> int:
        """Remove what is due; returns how many drafts and dialogues went.

        Raises ConsentUnreachable when the consent service does not answer: then every draft stays.
        """
        before = untouched_since(self._parts.clock.now(), self._parts.draft_days)
        gone = await self._remove_dialogues(before)
        await self.let_go(before)
        gone += await self.remove_let_go()
        if gone:
            log.info("removed", count=gone)
        return gone

    async def let_go(self, before: datetime) -> None:
        """Take drafts that are due out of sight.

        One with a samtycke, or handled by hand, or with a gallringsstopp stays, and its time runs anew.
        """
        async with self._parts.sessions() as session:
            due = await Removals(session).untouched(before)
        kept = await self._kept([draft.id for draft in due])
        async with self._parts.sessions.begin() as session:
            removals = Removals(session)
            await removals.keep(kept, self._parts.clock.now())
            for draft in due:
                if draft.id not in kept and await _may_go(session, draft.id):
                    await removals.let_go(draft, before, self._now())

    async def remove_let_go(self) -> int:
        """Remove drafts that were let go a while ago, and have no samtycke still; returns how many."""
        async with self._parts.sessions() as session:
            leaving = await Removals(session).leaving(self._now() - self._grace)
        kept = await self._kept(leaving)
        readable = {case_id for case_id in kept if await self._opens(case_id)}
        async with self._parts.sessions.begin() as session:
            await Removals(session).keep(readable, self._parts.clock.now())
        return sum([await self._remove_draft(case_id) for case_id in leaving if case_id not in readable])

    async def _remove_draft(self, case_id: UUID) -> bool:
        async with self._parts.sessions.begin() as session:
            removals = Removals(session)
            may_go = await _may_go(session, case_id)
            return await self._remove(removals, await removals.held_draft(case_id) if may_go else None)

    async def _remove_dialogues(self, before: datetime) -> int:
        async with self._parts.sessions() as session:
            lone = await Removals(session).lone_dialogues(before)
        gone = 0
        for dialogue_id in lone:
            async with self._parts.sessions.begin() as session:
                removals = Removals(session)
                gone += await self._remove(removals, await removals.held_dialogue(dialogue_id))
        return gone

    async def _remove(self, removals: Removals, leaving: Leaving | None) -> bool:
        """Destroy the keys, then delete: killed in between, nothing can be read and the next sweep deletes."""
        if leaving is None:
            return False
        for key in leaving.keys:
            await self._parts.keys.destroy(key)
        await removals.remove(leaving, local_day(self._parts.clock.now()).year)
        return True

    async def _kept(self, case_ids: Collection[UUID]) -> frozenset[UUID]:
        if not case_ids:
            return frozenset()
        async with self._parts.sessions() as session:
            stopped = await stopped_among(session, case_ids)
        consent = self._parts.consent
        return stopped | await consent.with_samtycke(case_ids) | await consent.withheld(case_ids)

    async def _opens(self, case_id: UUID) -> bool:
        """Tell whether a draft can still be read: one whose key is destroyed can only be deleted."""
        try:
            await self._parts.keys.open_key(case_id)
        except KeyGone:
            return False
        return True


async def _may_go(session: AsyncSession, case_id: UUID) -> bool:
    """Tell whether no gallringsstopp stands; none is put before the transaction ends."""
    await take_turn(session, case_id, alone=False)
    return not await stopped_among(session, [case_id])
