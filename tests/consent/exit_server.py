"""The exit in processes of their own, with pauses, deaths and faults that only tests can ask for.

A launcher imports everything once and forks a server for each line of JSON that it reads, so that killing one costs
nothing. Each server answers with a line: its port and pid.
"""

import asyncio
import json
import logging
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import UUID

import httpx2
import structlog
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.domain.rows import Cell, RowState, Window
from services.consent.ending import closing, enforcing
from services.consent.exit import drain, flights, release
from services.consent.exit.handing_over import HandedOver
from services.consent.http import annulments, revocations
from services.consent.standing import StandingRow
from services.consent.wiring import make_core, make_desk
from services.consent.wiring_exit import build_exit
from shared.db import make_engine
from shared.keys import KeyStore, RootKey
from shared.transport import make_server
from tests.consent.builders import SENDER, TEAM
from tests.consent.conftest import LawClock, Stores, Tokens, settings_for
from tests.consent.exit_world import StandsOpen, World

STEPS = (
    "locked",
    "read",
    "unwrapped",
    "started",
    "decided",
    "landing",
    "closing",
    "ended",
    "closed",
    "destroyed",
    "drained",
    "planned",
)
"""Where a server can pause, stop or die: release up to its landing, a withdrawal up to its answer, and sealing."""

_TOGETHER = text(
    "with held as materialized (select pg_advisory_xact_lock_shared(hashtextextended(:pair, 0)))"
    " select r.id, r.source, r.recipient, r.category, r.state, r.valid_from, r.valid_to from consent_row r, held"
    " where r.case_id = :case and r.recipient = :recipient"
)


_MEMORY_SECONDS = 30
"""The planted memory: so long that a slow machine does not forget it for us."""
_ANNOUNCE = 3
"""File descriptor of the announcements: standard output belongs to the log."""


class Trouble:
    """What happens at each step."""

    def __init__(self, pauses: dict[str, float], longest: float, seed: int, fired: str) -> None:
        self.pauses, self.longest, self.fired = pauses, longest, fired
        self.armed: dict[str, signal.Signals] = {}
        self.random = random.Random(seed)  # noqa: S311  a seeded course of events

    async def at(self, step: str) -> None:
        """Reach a step."""
        if step in self.armed:
            name = self.armed.pop(step)
            if self.fired:
                with Path(self.fired).open("a", encoding="ascii") as said:  # noqa: ASYNC230  a last word
                    said.write(f"{step}\n")
            os.kill(os.getpid(), name)
        pause = self.pauses.get(step, 0)
        if self.longest and self.random.random() < 0.3:
            pause = self.random.random() * self.longest
        if pause:
            await asyncio.sleep(pause)

    def after(self, owner: Any, name: str, step: str) -> None:
        """Reach the step after each call of an asynchronous function."""
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def then(*arguments: Any, **named: Any) -> Any:
            result = await original(*arguments, **named)
            await self.at(step)
            return result

        setattr(owner, name, then)

    def before(self, owner: Any, name: str, step: str) -> None:
        """Reach the step before each call of an asynchronous function."""
        original: Callable[..., Awaitable[Any]] = getattr(owner, name)

        async def first(*arguments: Any, **named: Any) -> Any:
            await self.at(step)
            return await original(*arguments, **named)

        setattr(owner, name, first)

    def install(self) -> None:
        """Put the steps into the code under test."""
        self.after(locks, "lock_pair", "locked")
        self.after(standing, "rows_of", "read")
        self.after(release.Release, "_unwrap", "unwrapped")
        self.after(flights.Flights, "start", "started")
        self.before(HandedOver, "__call__", "decided")
        self.before(flights.Flights, "land", "landing")
        self.before(closing.Closing, "__call__", "closing")
        self.after(closing, "_end", "ended")
        self.before(KeyStore, "destroy", "closed")
        self.after(KeyStore, "destroy", "destroyed")
        self.after(drain.Drain, "wait", "drained")
        self.after(standing, "rows_in_force", "planned")


def no_drain() -> None:
    """Say that everything has left, without looking."""

    async def at_once(*_: Any) -> bool:
        return True

    swap(drain.Drain, "is_empty", at_once)
    swap(drain.Drain, "wait", at_once)


def other_lock() -> None:
    """Let readers and changes lock different things."""
    lock_pair = locks.lock_pair

    async def elsewhere(session: Any, case_id: UUID, recipient: str, *, shared: bool) -> None:
        await lock_pair(session, case_id, f"{recipient}{shared}", shared=shared)

    swap(locks, "lock_pair", elsewhere)


def one_statement() -> None:
    """Take the shared lock in the statement that reads: its snapshot is older than the lock."""
    lock_pair, rows_of = locks.lock_pair, standing.rows_of

    async def unless_shared(session: Any, case_id: UUID, recipient: str, *, shared: bool) -> None:
        if not shared:
            await lock_pair(session, case_id, recipient, shared=shared)

    async def together(session: Any, case_id: UUID, recipients: Any = None) -> list[StandingRow]:
        if recipients is None or len(recipients) != 1:
            return await rows_of(session, case_id, recipients)
        (recipient,) = recipients
        values = {"pair": f"{case_id}|{recipient}", "case": case_id, "recipient": recipient}
        rows = await (await session.connection()).execute(_TOGETHER, values)
        return [
            StandingRow(row[0], Cell(row[1], row[2], row[3]), RowState(row[4]), Window(row[5], row[6]))
            for row in rows
        ]

    swap(locks, "lock_pair", unless_shared)
    swap(standing, "rows_of", together)


def remembered() -> None:
    """Remember for a while what a release has decided, and decide so again."""
    decide = release.Release.__call__
    kept: dict[Any, tuple[float, dict[UUID, release.Opened]]] = {}

    async def decided(self: release.Release, reader: release.Reader, event_ids: Any) -> release.Released:
        place = (reader.unit, *event_ids)
        if place in kept and time.monotonic() - kept[place][0] < _MEMORY_SECONDS:
            return release.Released(kept[place][1])
        released = await decide(self, reader, event_ids)
        kept[place] = (time.monotonic(), released.opened)
        return released

    swap(release.Release, "__call__", decided)


def row_locks() -> None:
    """Lock the rows themselves instead of the pair: readers that overlap keep a change waiting for ever."""
    shared_rows = text(
        "select 1 from consent_row where case_id = :case and (recipient = :unit or source = :unit) for share"
    )

    async def lock(session: Any, case_id: UUID, recipient: str, *, shared: bool) -> None:
        if shared:
            await (await session.connection()).execute(shared_rows, {"case": case_id, "unit": recipient})

    swap(locks, "lock_pair", lock)


def late_leaf() -> None:
    """Write down what was disclosed after the answer instead of before it."""
    log = release._log
    later: set[asyncio.Task[None]] = set()

    async def write(session: Any, *arguments: Any, **named: Any) -> None:
        await asyncio.sleep(1)
        async with AsyncSession(session.bind) as own, own.begin():
            await log(own, *arguments, **named)

    async def afterwards(session: Any, *arguments: Any, **named: Any) -> None:
        later.add(asyncio.create_task(write(session, *arguments, **named)))

    swap(release, "_log", afterwards)


def unlocked_sealing() -> None:
    """Seal without the pairs' shared locks."""
    lock_pairs = locks.lock_pairs

    async def unless_shared(session: Any, case_id: UUID, recipients: Iterable[str], *, shared: bool) -> None:
        if not shared:
            await lock_pairs(session, case_id, recipients, shared=shared)

    swap(locks, "lock_pairs", unless_shared)


FAULTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (no_drain, other_lock, one_statement, unlocked_sealing, remembered, row_locks, late_leaf)
}
"""Each breaks one thing on which the promise stands."""


def swap(owner: Any, name: str, other: Any) -> None:
    """Put something else in the place of what the code under test uses; it must be there to be broken."""
    assert callable(getattr(owner, name))
    setattr(owner, name, other)


def add_test_routes(app: FastAPI, world: World, trouble: Trouble) -> None:
    """What the races need beside the product's own routes."""

    @app.post("/test/case")
    async def a_case() -> dict[str, str]:
        case_id = await world.a_case(SENDER, TEAM, categories=())
        await world.submitted(case_id, "handlaggning")
        return {"case_id": str(case_id)}

    @app.post("/test/round/{case_id}")
    async def a_round(case_id: UUID) -> dict[str, str]:
        """New rows, and a document sealed on them."""
        active = "select 1 from consent_row where case_id = :case and recipient = :to and state = 'aktiv'"
        if not await world.fetch(active, case=case_id, to=TEAM):
            await world.grant(case_id, (SENDER, TEAM), categories=["handlaggning"])
        await sealed(case_id)
        rows = await world.fetch(
            "select event_id from delivery where case_id = :case and recipient = :to and kind = 'document'"
            " order by position desc limit 1",
            case=case_id,
            to=TEAM,
        )
        return {"event_id": str(rows[0].event_id)}

    @app.post("/test/seal/{case_id}")
    async def sealed(case_id: UUID) -> None:
        """A document to the team, on the sender's row: its own, or its answer that the team's service passes on."""
        said: dict[str, Any] = {"sections": [("handlaggning", {"n": 1})]}
        if trouble.random.random() < 0.5:
            event = await world.event("supplement_answered", case_id, **said)
        else:
            said |= {"service": "coordinator", "source": SENDER, "party": SENDER}
            event = await world.event("party_answered", case_id, **said)
        await world.react(event)

    @app.post("/test/arm/{step}/{name}")
    async def arm(step: str, name: str) -> None:
        trouble.armed[step] = signal.Signals[name]


async def serve(asked: dict[str, Any]) -> None:
    """Run one server until it is killed."""
    trouble = Trouble(
        asked.get("pauses", {}), asked.get("longest", 0.0), asked.get("seed", 1), asked.get("fired", "")
    )
    if "fault" in asked:
        FAULTS[asked["fault"]]()
    trouble.install()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    revocations.BOUND_SECONDS = annulments.BOUND_SECONDS = enforcing.BOUND_SECONDS = asked.get("bound", 8.0)
    stores = Stores(asked["url"], asked["keys_url"])
    key_engine = make_engine(stores.keys_url)
    folder = Path(gettempdir()) / f"finsam-exit-{os.getpid()}"
    folder.mkdir()
    core = make_core(
        settings_for(stores, folder), httpx2.AsyncClient(), KeyStore(key_engine, RootKey(b"r" * 32))
    )
    core = replace(core, clock=LawClock(), gate=StandsOpen())
    exit_ = build_exit(core)
    app = make_desk(core, Tokens())  # pyright: ignore[reportArgumentType]
    app.state.exit = exit_
    for router in exit_.routers:
        app.include_router(router)
    add_test_routes(app, World(core, exit_, httpx2.AsyncClient()), trouble)
    (folder / "index").unlink()
    folder.rmdir()
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(task(stop)) for task in {**exit_.everywhere, **exit_.tasks}.values()]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = make_server(app, "127.0.0.1", port)
    tasks.append(asyncio.ensure_future(_announce(server, exit_, port)))
    await server.serve()


async def _announce(server: Any, exit_: Any, port: int) -> None:
    presence = exit_.release._presence
    while not server.started or presence._connection is None:  # noqa: ASYNC110  looked at from outside
        await asyncio.sleep(0.01)
    _say({"port": port, "pid": os.getpid()})


def _say(announcement: dict[str, int] | None) -> None:
    os.write(_ANNOUNCE, (json.dumps(announcement) + "\n").encode())


def main() -> None:
    """Fork a server for each line, until the input ends; then take them all along."""
    os.dup2(1, _ANNOUNCE)
    os.dup2(2, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children: list[int] = []
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(0)
            try:
                asyncio.run(serve(json.loads(line)))
            except BaseException:
                _say(None)
                raise
            finally:
                os._exit(1)
        children.append(pid)
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
