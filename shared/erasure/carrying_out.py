"""Carries decisions out. Killed between any two steps it goes on where it was; any process finishes what another began.

First the decision is marked as begun, with what others must know: from then on nothing new is taken into the case. Then the
keys go, and with them every copy, wherever it lies. Then the rows, which nobody can read any more, and the protocol is whole.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

import structlog

from shared.clock import Clock
from shared.days import local_day
from shared.db import Sessions
from shared.erasure.grounds import has_waited
from shared.erasure.holder import Holder
from shared.erasure.rules import Decision
from shared.erasure.store import holds_of, keep, last_note, standing_decision, take_turn, unfinished
from shared.keys import KeyStore
from shared.outage import OUTAGE
from shared.problem import Refusal

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 5.0


async def _nothing() -> None:
    return None


class CarryingOut:
    """Looks for decisions that are due by the clock of the law. `prepare` fetches what announcing needs."""

    def __init__(
        self,
        sessions: Sessions,
        keys: KeyStore,
        holder: Holder,
        clock: Clock,
        *,
        prepare: Callable[[], Awaitable[object]] = _nothing,
    ) -> None:
        self._sessions = sessions
        self._keys = keys
        self._holder = holder
        self._clock = clock
        self._prepare = prepare

    async def keep(self, stop: asyncio.Event) -> None:
        """Look every few seconds until `stop`; an outage costs a pause."""
        while not stop.is_set():
            try:
                await self.sweep()
            except OUTAGE as failure:
                log.warning("erasure_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def sweep(self) -> int:
        """Carry out what is due, one after the other; returns how many were finished. One that fails holds up no other."""
        async with self._sessions() as session, session.begin():
            waiting = await unfinished(session)
        today = local_day(self._clock.now())
        due = [one for one in waiting if one.is_due(today, held=False)]
        return sum([await self._try(one) for one in due])

    async def _try(self, decision: Decision) -> bool:
        try:
            return await self._carry_out(decision)
        except OUTAGE:
            raise
        except Exception as failure:
            log.exception("erasure_failed", case_id=str(decision.case_id), exception=type(failure).__name__)
            return False

    async def _carry_out(self, decision: Decision) -> bool:
        if not await self._begin(decision.case_id):
            return False
        await self._destroy(decision.case_id)
        return await self._finish(decision.case_id)

    async def _begin(self, case_id: UUID) -> bool:
        """Look once more, with the case to oneself: a hold, a later note, or a case that goes on after all, comes first."""
        await self._prepare()
        at = self._clock.now()
        async with self._sessions() as session, session.begin():
            await take_turn(session, case_id)
            decision = await standing_decision(session, case_id)
            held = any(one.lifted_at is None for one in await holds_of(session, case_id))
            if decision is None or not decision.is_due(local_day(at), held=held):
                return False
            if decision.begun_at is not None:
                return True
            noted = await last_note(session, case_id)
            if not has_waited(decision.ground, local_day(at), noted):
                return False
            try:
                await self._holder.must_be_over(session, case_id)
            except Refusal as refusal:
                log.warning("erasure_refused", code=refusal.code)
                return False
            decision.begun_at = at
            await keep(session, decision)
            await self._holder.announce(session, case_id, at)
        return True

    async def _destroy(self, case_id: UUID) -> None:
        async with self._sessions() as session, session.begin():
            decision = await standing_decision(session, case_id)
            found = await self._holder.keys(session, case_id)
        if decision is None or decision.keys_gone_at is not None:
            return
        by_kind: defaultdict[str, list[str]] = defaultdict(list)
        for kind, key_id in found:
            by_kind[kind].append(key_id)
        for kind, key_ids in sorted(by_kind.items()):
            await self._keys.destroy(kind, key_ids)
        async with self._sessions() as session, session.begin():
            await take_turn(session, case_id)
            decision = await standing_decision(session, case_id)
            if decision is not None and decision.keys_gone_at is None:
                decision.keys_gone_at = self._clock.now()
                await keep(session, decision)

    async def _finish(self, case_id: UUID) -> bool:
        async with self._sessions() as session, session.begin():
            await take_turn(session, case_id)
            decision = await standing_decision(session, case_id)
            if decision is None or decision.done_at is not None or decision.keys_gone_at is None:
                return False
            decision.counts = await self._holder.empty(session, case_id)
            decision.done_at = self._clock.now()
            await keep(session, decision)
        log.info("case_erased", count=sum(decision.counts.values()))
        return True
