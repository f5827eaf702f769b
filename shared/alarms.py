"""Alarms as code: what must never stay so, what it means, and what whoever is woken up does about it.

A rule is measured each minute by every instance, from what all instances share. One that fires is an error in the log
with its code, a one in the gauge ``finsam_alarm``, and a line at ``/health/alarms``, which then answers 503.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Gauge

from shared.health import Health, Progress
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

EVERY_SECONDS = 60.0
BEHIND_SECONDS = 300.0
_FRESH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured: whether the rule fires, of how many things, how old the oldest is, and why, as a code."""

    fires: bool
    count: int = 0
    seconds: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One alarm. `code` is stable: whoever watches the log looks for it."""

    code: str
    severity: Literal["critical", "warning"]
    condition: str
    meaning: str
    mend: str
    measure: Callable[[], Awaitable[Reading]]


class Alarms:
    """Measures the rules of one service."""

    def __init__(self, rules: Sequence[Rule], registry: CollectorRegistry) -> None:
        self.rules = rules
        self._gauge = Gauge("finsam_alarm", "Whether an alarm fires", ["code", "severity"], registry=registry)

    async def keep(self, stop: asyncio.Event) -> None:
        """Measure each minute until `stop`, and say what fires."""
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            # A measurement may wait for a broker that is away; the end of the service does not.
            measuring = asyncio.create_task(self._say())
            await asyncio.wait({measuring, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not measuring.done():
                measuring.cancel()
            await asyncio.gather(measuring, return_exceptions=stop.is_set())
            await asyncio.wait({stopping}, timeout=EVERY_SECONDS)

    async def _say(self) -> None:
        for rule, reading in await self.measure():
            if reading.fires:
                log.error("alarm", code=rule.code, count=reading.count, seconds=round(reading.seconds, 1))

    async def measure(self) -> list[tuple[Rule, Reading]]:
        """Return every rule with its reading. What cannot be measured fires: silence is no good news."""
        return [(rule, await self._read(rule)) for rule in self.rules]

    async def _read(self, rule: Rule) -> Reading:
        try:
            reading = await rule.measure()
        except OUTAGE as failure:
            log.warning("alarm_not_measured", code=rule.code, exception=type(failure).__name__)
            reading = Reading(fires=True)
        self._gauge.labels(rule.code, rule.severity).set(int(reading.fires))
        return reading


class _Fresh:
    """One look at the queues for the rules that are measured together."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._seen: tuple[float, Progress] | None = None

    async def measure(self) -> Progress:
        """Return what was measured within the last second, or measure."""
        if self._seen is None or time.monotonic() - self._seen[0] > _FRESH_SECONDS:
            progress = await self._health.measure()
            self._seen = time.monotonic(), progress
        return self._seen[1]


def queue_rules(health: Health) -> tuple[Rule, ...]:
    """Return the alarms that every service has."""
    fresh = _Fresh(health)

    def of(name: str) -> Callable[[], Awaitable[Reading]]:
        async def measure() -> Reading:
            progress = await fresh.measure()
            seconds = float(getattr(progress, name))
            return Reading(seconds > BEHIND_SECONDS, seconds=seconds)

        return measure

    async def parked() -> Reading:
        count = (await fresh.measure()).parked
        return Reading(count > 0, count)

    return (
        Rule(
            "outbox_behind",
            "critical",
            "the oldest unsent fact is older than 5 minutes",
            "What has been decided here does not reach the others.",
            "Is Kafka up, and may this service's user write its topics? Look for topic_shut and outbox_parked in the log.",
            of("oldest_unsent_seconds"),
        ),
        Rule(
            "inbox_behind",
            "critical",
            "the oldest unhandled event is older than 5 minutes",
            "What the others have decided has no effect here yet.",
            "Look for the failure of the oldest row of the inbox; one that waits for another service says which.",
            of("oldest_unhandled_seconds"),
        ),
        Rule(
            "unread_behind",
            "critical",
            "the oldest unread record of a topic is older than 5 minutes",
            "The consumer stands still, or is too slow.",
            "A consumer that stands still is ended and started again; if it comes back, look at Kafka's groups.",
            of("oldest_unread_seconds"),
        ),
        Rule(
            "parked",
            "warning",
            "an event or a record is parked",
            "One case waits for people; the others flow on.",
            "Find out why by its failure code, mend the cause, and let it be tried again.",
            parked,
        ),
    )


def alarms_router(alarms: Alarms) -> APIRouter:
    """Return the route that tells which alarms fire. It says nothing about any case."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/alarms")
    async def firing() -> JSONResponse:
        measured = await alarms.measure()
        told: list[dict[str, Any]] = [
            {
                "code": rule.code,
                "severity": rule.severity,
                "fires": reading.fires,
                "count": reading.count,
                "seconds": round(reading.seconds, 1),
                "why": reading.why,
                "condition": rule.condition,
                "meaning": rule.meaning,
                "mend": rule.mend,
            }
            for rule, reading in measured
        ]
        return JSONResponse({"alarms": told}, 503 if any(each["fires"] for each in told) else 200)

    return router
