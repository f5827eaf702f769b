"""One service in one process, or in several that share its roles: HTTP, relay, subscribers, workers, own tasks.

Each part is kept alive through outages; only a consumer that stands still without reason ends the process, so that
whoever supervises it starts it afresh.
"""

import asyncio
import gc
import os
import signal
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import structlog
from fastapi import FastAPI
from faststream.kafka import KafkaBroker
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import log as logging_
from shared.alarms import Alarms, Rule, alarms_router, queue_rules
from shared.health import Beside, Health, health_router
from shared.inbox import Inbox, Reaction, Reactions, TwoSteps
from shared.kafka import client_options, make_broker, make_producer, subscribe
from shared.lag import LagMeter, Subscription
from shared.outbox import Outbox
from shared.relay import Relay
from shared.revisions import revisions_of
from shared.roles import HTTP, READER, RELAY, TASKS, WORKER, roles_of
from shared.settings import Settings
from shared.transport import Server, make_server

log = structlog.get_logger(__name__)

Task = Callable[[asyncio.Event], Awaitable[None]]
"""Something that works until the event is set."""

_WORKERS = 2
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
_WELL_SECONDS = 60.0
_LOOK_SECONDS = 2.0
_STUCK_SECONDS = 45.0
_FORGET_SECONDS = 3600.0
_LAST_RELAY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Service:
    """What a service's wiring hands over to be run."""

    settings: Settings
    app: FastAPI
    engine: AsyncEngine
    outbox: Outbox
    inbox: Inbox | None = None
    subscriptions: Sequence[Subscription] = ()
    reactions: Reactions = field(default_factory=dict[str, Reaction | TwoSteps])
    tasks: Mapping[str, Task] = field(default_factory=dict[str, Task])
    """Further tasks by name, of the processes with that role; one that raises is started again after a pause."""
    everywhere: Mapping[str, Task] = field(default_factory=dict[str, Task])
    """Tasks that each process needs for its own sake, whatever its roles: what it keeps in memory, that it is there."""
    closers: Sequence[Callable[[], Awaitable[None]]] = ()
    """What is closed at the end, in order."""
    beside: Beside | None = None
    """What a task of the service reads and queues by itself; health counts it."""
    alarms: Sequence[Rule] = ()
    """Alarms of the service beside those that every service has."""
    log_fields: Collection[str] = ()
    """Names this service may log beside ``shared.log.FIELDS``."""


def run(wire: Callable[[], Service]) -> None:
    """Build the service and run it until SIGTERM or SIGINT; this is all that a ``__main__`` does."""
    logging_.set_up("starting")
    try:
        service = wire()
        logging_.set_up(service.settings.service, service.settings.log_format, service.log_fields)
        # What is there now lives as long as the process. The collector need not walk through it while a withdrawal waits.
        gc.collect()
        gc.freeze()
        asyncio.run(serve(service))
    except Exception:
        # Python's own last words would quote what the failure was about.
        log.exception("service_failed")
        raise SystemExit(1) from None


async def serve(service: Service) -> None:
    """Run every part; at the signal stop taking in, finish what is in hand, send what is staged."""
    stop, last = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    settings = service.settings
    lag = (
        LagMeter(partial(client_options, settings), service.subscriptions) if service.subscriptions else None
    )
    revisions = revisions_of(f"services.{settings.service}")
    health = Health(service.engine, lag, service.app.state.registry, service.beside, revisions)
    service.app.include_router(health_router(health, service.app.state.registry))
    alarms = Alarms((*queue_rules(health), *service.alarms), service.app.state.registry)
    service.app.include_router(alarms_router(alarms))
    roles = roles_of(settings.roles)
    relaying = asyncio.create_task(_relay(service, roles, last))
    app = service.app if HTTP in roles else _health_alone(service, health, alarms)
    server = make_server(app, settings.http_host, settings.http_port)
    try:
        parts = {**_parts(service, health, roles), "alarms": alarms.keep, **service.everywhere}
        async with asyncio.TaskGroup() as group:
            group.create_task(_serve_http(server, stop))
            for name, task in parts.items():
                group.create_task(keep_alive(name, task, stop))
        last.set()
        service.outbox.wake.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(relaying, _LAST_RELAY_SECONDS)
    finally:
        relaying.cancel()
        await _close(service, lag)


async def keep_alive(name: str, task: Task, stop: asyncio.Event) -> None:
    """Run a task until ``stop``; when it fails or ends before, say so and start it again after a pause."""
    failures = 0
    while not stop.is_set():
        began = time.monotonic()
        try:
            await task(stop)
        except Exception:
            log.exception("task_failed", task=name, attempts=failures + 1)
        if time.monotonic() - began > _WELL_SECONDS:
            failures = 0
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _PAUSES[min(failures, len(_PAUSES) - 1)])
        failures += 1


def build_broker(service: Service) -> KafkaBroker:
    """Return a broker with the service's subscriptions; each stores into its inbox and decides nothing."""
    broker = make_broker(service.settings)
    for subscription in service.subscriptions:
        assert service.inbox is not None, "a service that subscribes has an inbox"
        subscribe(broker, subscription.topic, subscription.group, service.inbox.receive)
    return broker


async def _relay(service: Service, roles: frozenset[str], last: asyncio.Event) -> None:
    if RELAY not in roles:
        return
    relay = Relay(service.engine, partial(make_producer, service.settings), service.outbox.wake)
    await keep_alive("relay", relay.run, last)


def _health_alone(service: Service, health: Health, alarms: Alarms) -> FastAPI:
    """Return what a process answers that serves no callers: how it is."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(health_router(health, service.app.state.registry))
    app.include_router(alarms_router(alarms))
    return app


def _parts(service: Service, health: Health, roles: frozenset[str]) -> dict[str, Task]:
    parts: dict[str, Task] = {}
    inbox = service.inbox
    if TASKS in roles:
        parts |= {"commands": partial(_forget_old_commands, service), **service.tasks}
    if inbox is not None and READER in roles:
        parts |= {"consumer": partial(_consume, service), "watchdog": partial(_watch, health)}
    if inbox is not None and WORKER in roles:
        parts |= {f"worker-{number}": partial(inbox.work, service.reactions) for number in range(_WORKERS)}
    return parts


async def _serve_http(server: Server, stop: asyncio.Event) -> None:
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stop.set()
    stopping.cancel()
    await serving


async def _consume(service: Service, stop: asyncio.Event) -> None:
    broker = build_broker(service)
    try:
        await broker.start()
        log.info("consuming", count=len(service.subscriptions))
        await stop.wait()
    finally:
        await broker.stop()


async def _watch(health: Health, stop: asyncio.Event) -> None:
    still_since: tuple[int, float] | None = None
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
        await health.measure()
        lag = health.last_lag
        if lag is None or not lag.records or still_since is None or still_since[0] != lag.read:
            still_since = (lag.read if lag else 0, loop.time())
        if lag is not None and lag.without_offsets:
            log.error("group_without_offsets", group=" ".join(lag.without_offsets))
        elif loop.time() - still_since[1] > _STUCK_SECONDS:
            log.error("consumer_stuck", seconds=_STUCK_SECONDS)
            die()


def die() -> None:
    """End the process at once, as a crash would; every promise holds through one."""
    os._exit(1)


async def _forget_old_commands(service: Service, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await service.app.state.commands.forget_old()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _FORGET_SECONDS)


async def _close(service: Service, lag: LagMeter | None) -> None:
    if lag is not None:
        await lag.close()
    for close in service.closers:
        await close()
    await service.engine.dispose()
