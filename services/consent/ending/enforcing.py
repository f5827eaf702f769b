"""Carries withdrawals and makuleringar out: pairs closed, keys destroyed, flights landed. Any instance finishes what another began.

A mark of protected identity is carried out when it is stored; here it is only seen that what was on its way then has landed.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from uuid import UUID

import structlog

from services.consent.addressing.wrapping import ROW_KEY
from services.consent.ending.closing import MAKULERAT, Closing, Ending
from services.consent.exit.drain import Door, Drain
from services.consent.receipting import Receipting
from services.consent.repository import revocations as stored
from services.consent.repository.protections import cases_in_flight
from services.consent.repository.revocations import OpenPair
from shared.clock import Clock
from shared.db import Sessions
from shared.keys import KeyStore
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

BOUND_SECONDS = 8.0
"""How long a withdrawal waits before it answers that it is still draining; its caller is promised ten seconds."""

_LOOK_SECONDS = 1.0
_PAUSE_SECONDS = 0.2
_AT_ONCE = 3


class Enforcer:
    """Enforces withdrawals on connections of its own, so that a storm of readers cannot keep it out."""

    def __init__(
        self,
        sessions: Sessions,
        keys: KeyStore,
        closing: Closing,
        drain: Drain,
        clock: Clock,
        *,
        receipts: Receipting,
    ) -> None:
        self._sessions = sessions
        self._keys = keys
        self._closing = closing
        self._drain = drain
        self._clock = clock
        self._receipts = receipts
        self._at_hand: set[UUID] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def enforce(self, act_id: UUID, deadline: float) -> bool:
        """Carry a committed withdrawal or makulering out; False when the deadline (monotonic seconds) came first.

        An outage on the way is waited out; what is left at the deadline is finished by `keep`, here or elsewhere.
        """
        self._at_hand.add(act_id)
        try:
            async with asyncio.timeout(deadline - monotonic()):
                return await self._until_enforced(act_id, deadline)
        except TimeoutError:
            return False
        finally:
            self._at_hand.discard(act_id)

    async def keep(self, stop: asyncio.Event) -> None:
        """Each second, finish what is left of any withdrawal, expiry or mark, whoever began it."""
        while not stop.is_set():
            with suppress(*OUTAGE):
                await self._finish_all()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def _until_enforced(self, act_id: UUID, deadline: float) -> bool:
        while monotonic() < deadline:
            try:
                async with self._sessions() as session, session.begin():
                    pairs = await stored.open_pairs(session, act_id)
                await self._finish(pairs, deadline)
                if await self._complete([act_id]):
                    return True
            except OUTAGE as failure:
                log.warning("revocation_waits", exception=type(failure).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
        return False

    async def _finish(self, pairs: Sequence[OpenPair], deadline: float) -> None:
        """Close every pair first, then destroy, then wait: the doors are shut before anything slow begins."""
        for pair in pairs:
            if not pair.is_closed:
                await self._close(pair)
        await self._destroy(pairs)
        doors = [Door(pair.case_id, pair.recipient, pair.row_ids) for pair in pairs]
        landed = await asyncio.gather(*(self._landed(door, deadline) for door in doors))
        done = [pair.id for pair, is_done in zip(pairs, landed, strict=True) if is_done]
        if done:
            async with self._sessions() as session, session.begin():
                await stored.mark_enforced(session, done)

    async def _destroy(self, pairs: Sequence[OpenPair]) -> None:
        """Destroy the keys of what has ended; of a makulering's rows another signature may carry some."""
        row_ids = {row_id for pair in pairs if pair.reason != MAKULERAT for row_id in pair.row_ids}
        looked_at = {row_id for pair in pairs if pair.reason == MAKULERAT for row_id in pair.row_ids}
        if looked_at:
            async with self._sessions() as session, session.begin():
                row_ids |= set(await stored.ended_among(session, looked_at))
        await self._keys.destroy(ROW_KEY, [str(row_id) for row_id in sorted(row_ids)])

    async def _landed(self, door: Door, deadline: float) -> bool:
        async with self._places:
            return await self._drain.wait(door, deadline)

    async def _close(self, pair: OpenPair) -> None:
        async with self._sessions() as session, session.begin():
            ending = Ending(
                pair.case_id,
                pair.recipient,
                pair.row_ids,
                pair.reason,
                self._clock.now(),
                pair.revocation_id,
            )
            await self._closing(session, ending)
            await stored.mark_closed(session, pair.id)

    async def _complete(self, act_ids: Sequence[UUID]) -> bool:
        """Note what is effective and enforced, and confirm it to the person: the doors are shut by now."""
        async with self._sessions() as session, session.begin():
            case_ids = await stored.cases_of(session, act_ids)
        keys = {case_id: await self._receipts.key_of(case_id) for case_id in case_ids}
        async with self._sessions() as session, session.begin():
            await stored.complete(session, act_ids, self._clock.now())
            for case_id, key in keys.items():
                await self._receipts.settle(session, case_id, key)
        async with self._sessions() as session, session.begin():
            return all([await stored.is_enforced(session, each) for each in act_ids])

    async def _finish_all(self) -> None:
        async with self._sessions() as session, session.begin():
            pairs = [pair for pair in await stored.open_pairs(session) if pair.act_id not in self._at_hand]
            left = await stored.unfinished(session)
            withheld = await cases_in_flight(session)
        # One look each: a process that stands still must not hold up the withdrawals of others.
        outcomes = await asyncio.gather(*(self._try(pair) for pair in pairs), return_exceptions=True)
        failed = {type(outcome).__name__ for outcome in outcomes if isinstance(outcome, Exception)}
        if failed:
            log.warning("revocation_waits", exception=" ".join(sorted(failed)))
        if left:
            await self._complete(left)
        for case_id in withheld:
            await self._drain.is_empty(Door(case_id))

    async def _try(self, pair: OpenPair) -> None:
        async with self._places:
            async with asyncio.timeout(BOUND_SECONDS):
                if not pair.is_closed:
                    await self._close(pair)
                await self._destroy([pair])
                landed = await self._drain.is_empty(Door(pair.case_id, pair.recipient, pair.row_ids))
            if landed:
                async with self._sessions() as session, session.begin():
                    await stored.mark_enforced(session, [pair.id])
