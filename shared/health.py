"""Health that tells progress: not "running", but how old the oldest waiting thing is."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import TextClause, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.lag import Lag, LagMeter
from shared.revisions import Revisions

_QUEUES = text(
    "select (select count(*) from outbox where parked_at is null) as outbox,"
    " (select min(id) from outbox where parked_at is null) as outbox_head,"
    " coalesce((select extract(epoch from clock_timestamp() - min(staged_at)) from outbox"
    " where parked_at is null), 0)::float as oldest_unsent,"
    " count(*) filter (where parked_at is null) as inbox, min(id) filter (where parked_at is null) as inbox_head,"
    " coalesce(extract(epoch from clock_timestamp() - min(received_at) filter (where parked_at is null)), 0)::float"
    " as oldest_unhandled,"
    " count(*) filter (where parked_at is not null)"
    " + (select count(*) from outbox where parked_at is not null) as parked"
    " from inbox where handled_at is null"
)

_NOTHING = text("select 0 as waiting, null as head, 0.0::float as oldest, 0 as parked")
_MIGRATED_TO = text("select version_num from alembic_version")
_NO_LAG = Lag(0, 0.0, 0, ())


@dataclass(frozen=True, slots=True)
class Progress:
    """What waits, and for how long. Zero everywhere means that everything known has been dealt with."""

    outbox: int
    oldest_unsent_seconds: float
    inbox: int
    oldest_unhandled_seconds: float
    lag: int
    oldest_unread_seconds: float
    parked: int
    longest_without_progress_seconds: float


@dataclass(frozen=True, slots=True)
class Beside:
    """What a service reads and queues by itself, beside its subscriptions and its inbox: it counts too."""

    lag: LagMeter
    queue: TextClause
    """Returns one row: waiting (count), head (its oldest id), oldest (seconds) and parked (count)."""


class Health:
    """Measures a service's queues."""

    def __init__(
        self,
        engine: AsyncEngine,
        lag: LagMeter | None,
        registry: CollectorRegistry,
        beside: Beside | None = None,
        revisions: Revisions | None = None,
    ) -> None:
        self._engine = engine
        self._lag = lag
        self._beside = beside
        self._awaited = revisions
        self._seen: dict[str, tuple[object, float]] = {}
        self._gauges = {
            name: Gauge(f"finsam_{name}", f"{name.replace('_', ' ').capitalize()}", registry=registry)
            for name in Progress.__dataclass_fields__
        }
        self.last_lag: Lag | None = None

    async def measure(self) -> Progress:
        """Look at everything now; raises one of ``shared.outage.OUTAGE`` when something does not answer."""
        async with self._engine.connect() as connection:
            queues = (await connection.execute(_QUEUES)).one()
            more = (await connection.execute(self._beside.queue if self._beside else _NOTHING)).one()
        self.last_lag = await self._lag.measure() if self._lag is not None else _NO_LAG
        further = await self._beside.lag.measure() if self._beside else _NO_LAG
        unread, waiting = self.last_lag.records + further.records, queues.inbox + more.waiting
        still = max(
            self._still("outbox", queues.outbox, (queues.outbox, queues.outbox_head)),
            self._still("inbox", waiting, (waiting, queues.inbox_head, more.head)),
            self._still("lag", unread, (self.last_lag.read, further.read)),
        )
        progress = Progress(
            outbox=queues.outbox,
            oldest_unsent_seconds=round(queues.oldest_unsent, 1),
            inbox=waiting,
            oldest_unhandled_seconds=round(max(queues.oldest_unhandled, more.oldest), 1),
            lag=unread,
            oldest_unread_seconds=round(max(self.last_lag.oldest_seconds, further.oldest_seconds), 1),
            parked=queues.parked + more.parked,
            longest_without_progress_seconds=round(still, 1),
        )
        for name, value in asdict(progress).items():
            self._gauges[name].set(value)
        return progress

    async def ready(self) -> bool:
        """Whether the database is migrated and answers, and every subscription has its offsets; raises OUTAGE."""
        if self._awaited is not None and self._awaited.behind(await self._migrated_to()):
            return False
        self._awaited = None  # what was true once stays so
        await self.measure()
        return self.last_lag is not None and not self.last_lag.without_offsets

    async def _migrated_to(self) -> list[str]:
        async with self._engine.connect() as connection:
            try:
                return list((await connection.execute(_MIGRATED_TO)).scalars())
            except ProgrammingError:  # there is no such table: no migration has run yet
                return []

    def _still(self, queue: str, waiting: int, mark: object) -> float:
        now = time.monotonic()
        if not waiting or self._seen.get(queue, (None, now))[0] != mark:
            self._seen[queue] = (mark, now)
        return now - self._seen[queue][1]


def health_router(health: Health, registry: CollectorRegistry) -> APIRouter:
    """Return the routes that tell how a service is. They say nothing about any case."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/health/ready")
    async def ready() -> Response:
        is_ready = await health.ready()
        return JSONResponse({"status": "ok" if is_ready else "waiting"}, 200 if is_ready else 503)

    @router.get("/health/progress")
    async def progress() -> dict[str, Any]:
        return asdict(await health.measure())

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router
