"""Plays the plan of faults on the running system, and heals each of them."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import httpx2
import psycopg
from kafka.errors import KafkaError

from deploy.infra.broker import BrokerUnreachable, back_to_beginning
from deploy.infra.topology import PARTY_SUBSCRIPTIONS, SERVICES
from deploy.operating.desk import Desk, Refused
from deploy.running import NotRunning
from deploy.trial.keeper import Keeper
from deploy.trial.listening import part_of
from deploy.trial.plan import MAIN, Fault, FaultKind, rounds
from shared.devidp.login import LoginFailed

KILLS: Final = {
    FaultKind.SERVICE_KILLED: signal.SIGKILL,
    FaultKind.POSTGRES_KILLED: signal.SIGKILL,
    FaultKind.POSTGRES_IMMEDIATE: signal.SIGQUIT,
    FaultKind.BROKER_KILLED: signal.SIGKILL,
    FaultKind.BROKER_STOPPED: signal.SIGTERM,
}
"""SIGQUIT is PostgreSQL's immediate stop: as if the power went, with crash recovery when it starts."""
FREEZES: Final = frozenset({FaultKind.SERVICE_FROZEN, FaultKind.FROZEN_FOR_LONG})
_AWAY = (NotRunning, Refused, LoginFailed, httpx2.HTTPError, KafkaError, BrokerUnreachable)
_AGAIN_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.3
_ANSWER_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 25.0
"""What needs a service or the broker to be done waits for it so long: another fault may hold it down."""


class Faults:
    """Strikes as the plan says; ``played`` is what was really done."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._system = keeper.system
        self.played: list[Fault] = []
        self.slowest = 0.0
        """The longest time, in seconds, from the end of a fault until every service answered again."""

    async def play(self, plan: tuple[Fault, ...], seconds: float) -> None:
        """Play the plan, as much of it as these seconds hold; returns when the last fault is healed.

        After each strike everything must answer again before the pause to the next begins: two faults at once are
        planned, not left to how slow the machine is. The main kinds are played also when that takes longer.
        """
        began, late = time.monotonic(), 0.0
        for together in rounds(plan):
            at = began + late + together[0].at
            if at > began + seconds and {fault.kind for fault in self.played} >= set(MAIN):
                return
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            async with asyncio.TaskGroup() as playing:
                for fault in together:
                    playing.create_task(self._one(fault))
            healed = time.monotonic()
            await self._all_answer()
            self.slowest = max(self.slowest, time.monotonic() - healed)
            late = max(late, time.monotonic() - began - max(fault.over for fault in together))

    async def _all_answer(self) -> None:
        """Wait until every service is ready, which takes its database and the broker; not for ever."""
        end = time.monotonic() + _ANSWER_SECONDS
        for service in SERVICES:
            while not await asyncio.to_thread(self._system.answers, service):
                if time.monotonic() > end:
                    return
                await asyncio.sleep(_LOOK_SECONDS)

    async def _one(self, fault: Fault) -> None:
        self._keeper.recorder.remember(f"fel: {fault.kind} {fault.target} {fault.lasts} s")
        if fault.kind in KILLS:
            await self._ended(fault.target, KILLS[fault.kind], fault.lasts)
        elif fault.kind is FaultKind.PARTY_KILLED:
            await self._ended(part_of(fault.target), signal.SIGKILL, fault.lasts)
        elif fault.kind in FREEZES:
            await self._frozen(fault.target, fault.lasts)
        elif fault.kind is FaultKind.REPLICA_KILLED:
            await self._replica(fault, frozen=False)
        elif fault.kind is FaultKind.REPLICA_FROZEN:
            await self._replica(fault, frozen=True)
        elif not await self._at_once(fault):
            return
        self.played.append(fault)
        self._keeper.recorder.remember(f"läkt: {fault.kind} {fault.target}")

    async def _ended(self, name: str, how: signal.Signals, lasts: float) -> None:
        try:
            await self._keeper.end(name, how)
            await asyncio.sleep(lasts)
        finally:
            self._keeper.let_go(name)

    async def _frozen(self, name: str, lasts: float) -> None:
        self._keeper.send(name, signal.SIGSTOP)
        try:
            await asyncio.sleep(lasts)
        finally:
            self._keeper.send(name, signal.SIGCONT)

    async def _replica(self, fault: Fault, *, frozen: bool) -> None:
        """Let one more process of a service join; it is killed, or stands still until it has lost its place."""
        name = await self._keeper.do(lambda: self._system.start_beside(fault.target, wait=False))
        try:
            if frozen:
                await asyncio.sleep(min(fault.lasts / 3, 4.0))
                await self._frozen(name, fault.lasts)
                await self._keeper.do(lambda: self._system.stop_one(name))
            else:
                await asyncio.sleep(fault.lasts)
        finally:
            self._keeper.send(name, signal.SIGCONT)
            if self._system.processes.child(name) is not None:
                await self._keeper.do(lambda: self._system.kill_one(name))

    async def _at_once(self, fault: Fault) -> bool:
        """Do what has no length, once what it needs is there; tell whether it was done."""
        doing: dict[FaultKind, Callable[[str], None]] = {
            FaultKind.BACKEND_KILLED: self._kill_backend,
            FaultKind.SERVICE_REPLAYED: self._replay_service,
            FaultKind.PARTY_REPLAYED: self._replay_party,
        }
        if fault.kind is FaultKind.PARTY_RESET:
            return await self._keeper.do(lambda: self._reset(fault.target))
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                await asyncio.to_thread(doing[fault.kind], fault.target)
            except (*_AWAY, psycopg.Error):
                await asyncio.sleep(_AGAIN_SECONDS)
            else:
                return True
        return False

    def _kill_backend(self, service: str) -> None:
        """Kill one of the server's own processes: it ends all connections and recovers by itself."""
        with psycopg.connect(self._system.postgres.dsn(), autocommit=True, connect_timeout=3) as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where datname = %s and backend_type = 'client backend' limit 1",
                (service,),
            ).fetchone()
            if found is not None:
                os.kill(found[0], signal.SIGKILL)

    def _replay_service(self, service: str) -> None:
        with Desk.open(self._system) as desk:
            desk.replay(service, case_id=None, event_id=None)

    def _replay_party(self, recipient: str) -> None:
        with Desk.open(self._system) as desk:
            desk.replay_party(recipient, None)

    def _reset_party(self, recipient: str) -> None:
        """Set a client's places to the beginning of its topic, and let it forget what it had read."""
        admin = self._system.admin()
        try:
            back_to_beginning(admin, PARTY_SUBSCRIPTIONS[recipient])
        finally:
            admin.close()
        for file in _remembered(self._system.home.parties / f"{recipient}.json"):
            file.unlink(missing_ok=True)

    def _reset(self, recipient: str) -> bool:
        """Stop the client, reset it, start it: nobody else touches it meanwhile. A broker that is away: not done."""
        self._keeper.listening.stop(recipient)
        done = False
        with suppress(*_AWAY):
            self._reset_party(recipient)
            done = True
        self._keeper.listening.start(recipient, anew=done)
        return done


def _remembered(state: Path) -> list[Path]:
    """Return the files of a client's sequences; what it keeps as a witness of the log stays."""
    return [state, state.with_name(f"{state.name}-wal"), state.with_name(f"{state.name}-shm")]
