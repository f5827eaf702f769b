"""Waiting until everything is at rest: what has not come by then does not come."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from kafka import KafkaAdminClient

from deploy.demo import lag
from deploy.demo.telling import StoryBroken
from deploy.infra.topology import RECIPIENTS

PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.1
CALM_LOOKS = 2
OPEN_WORK = ("outbox", "inbox", "lag")
Work = dict[str, dict[str, Any]]


async def at_rest(
    http: httpx2.AsyncClient,
    services: Mapping[str, str],
    admin: KafkaAdminClient,
    running: list[str],
    *,
    mend: Callable[[], None],
    parked_before: int,
) -> None:
    """Return when outboxes, inboxes and the lag of every running client are zero, twice with nothing new between.

    A service that does not answer may have ended by itself: ``mend`` starts those. Breaks the story when more than
    ``parked_before`` events are parked in all.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    calm, before = 0, -1
    while calm < CALM_LOOKS:
        try:
            told = {name: await _progress(http, url) for name, url in services.items()}
        except httpx2.HTTPError as failure:
            if time.monotonic() > deadline:
                raise StoryBroken("En tjänst svarar inte") from failure
            await asyncio.to_thread(mend)
            await asyncio.sleep(LOOK_SECONDS)
            continue
        if sum(progress["parked"] for progress in told.values()) > parked_before:
            raise StoryBroken("En händelse är parkerad: se tjänsternas loggar")
        work: Work = {name: {key: progress[key] for key in OPEN_WORK} for name, progress in told.items()}
        work["parternas klienter"] = {"lag": await asyncio.to_thread(lag.behind, admin, running)}
        written = await asyncio.to_thread(lag.written, admin, RECIPIENTS)
        busy = any(amount for amounts in work.values() for amount in amounts.values())
        calm = calm + 1 if not busy and written == before else 0
        before = written
        if time.monotonic() > deadline:
            raise StoryBroken(f"Händelserna kom inte till ro: {work}")
        await asyncio.sleep(LOOK_SECONDS)


async def _progress(http: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    answer = await http.get(f"{url}/health/progress")
    return answer.raise_for_status().json()
